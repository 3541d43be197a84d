import type { Priority, TaskStatus } from '../../src/domain/task.ts';

/** A task that is there before anything is said. The number is its place in the list. */
export interface Seed {
  title: string;
  assignee?: string;
  due?: string;
  priority?: Priority;
  status?: TaskStatus;
}

/** The two boards hold the same work, so that a sentence of either language finds the same numbers. */
export const BOARDS: Readonly<Record<'en' | 'zh', readonly Seed[]>> = {
  en: [
    { title: 'Budget plan for 2027', assignee: 'bo', due: '2026-12-01', priority: 'high' },
    { title: 'Quarterly report', assignee: 'ana', due: '2026-11-20' },
    { title: 'Vendor contract renewal', due: '2026-11-30' },
    { title: 'December customer newsletter', assignee: 'carla' },
    { title: 'Office move checklist', assignee: 'ana', due: '2026-11-13' },
    { title: 'Onboarding guide for interns', assignee: 'bo' },
    { title: 'Pricing page redesign', assignee: 'carla', due: '2026-11-24', priority: 'urgent' },
    { title: 'Security audit follow-up' },
    { title: 'Fix the login bug', assignee: 'ana' },
    { title: 'Book the venue for the offsite', due: '2026-12-10' },
    { title: 'Photo shoot for the website', assignee: 'carla', status: 'completed' },
    { title: 'Import of customer data', status: 'failed' },
    { title: 'Website translation', assignee: 'bo', status: 'deferred' },
  ],
  zh: [
    { title: '2027年预算方案', assignee: '小李', due: '2026-12-01', priority: 'high' },
    { title: '季度报告', assignee: 'ana', due: '2026-11-20' },
    { title: '供应商合同续签', due: '2026-11-30' },
    { title: '十二月客户通讯', assignee: '王芳' },
    { title: '办公室搬迁清单', assignee: 'ana', due: '2026-11-13' },
    { title: '实习生入职手册', assignee: '小李' },
    { title: '定价页面改版', assignee: '王芳', due: '2026-11-24', priority: 'urgent' },
    { title: '安全审计整改' },
    { title: '修复登录问题', assignee: 'ana' },
    { title: '预订团建场地', due: '2026-12-10' },
    { title: '官网照片拍摄', assignee: '王芳', status: 'completed' },
    { title: '客户数据导入', status: 'failed' },
    { title: '网站翻译', assignee: '小李', status: 'deferred' },
  ],
};
