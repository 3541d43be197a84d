import type { ReplayWords } from '../en/replay.ts';

export const zhReplay: ReplayWords = {
  why: (step, count, name) => `“${name}”的第 ${step} 步，共 ${count} 步`,
  done: (name, count) => `“${name}”已完成：共 ${count} 步，没有使用模型。`,
  ended: (name) => `“${name}”没有全部完成。`,
  missed: (step, title) => `第 ${step} 步没有成功：${title}`,
  wasSent: '在此之前已经发送了内容：重新开始会再次发送。',
  whatToDo: '原因见运行页面。请在任务定义中修改这一步，或选择由智能体接手。',
  ifFails: (what) => `某一步失败时：${what}。`,
  taught: (key, count, typed) =>
    `已保存为 \`${key}\`：共 ${count} 步，不需要模型。要使用它，请输入：任务 运行 ${typed}`,
  onFailure: {
    stop: '任务失败',
    skip: '跳过这一步，结果为部分完成',
    agent: '由智能体接手',
  },
  open: (url) => `打开 ${url}`,
  press: (what) => `点击“${what}”`,
  fill: (field, value) => `填写“${field}”：${value}`,
  key: (key) => `按下 ${key} 键`,
  read: (name, text) => `读取“${name}”，位于“${text}”`,
  check: {
    text: (words) => `检查页面上有“${words}”`,
    gone: (words) => `检查页面上不再有“${words}”`,
    page: (page) => `检查页面是 ${page}`,
  },
};
