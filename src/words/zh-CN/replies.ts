import type { EnclosureKind } from '../../domain/message.ts';
import type { ReplyWords } from '../en/replies.ts';
import { zhList } from './list.ts';

const ENCLOSURES: Readonly<Record<EnclosureKind, string>> = {
  file: '文件',
  image: '图片',
  voice: '语音',
  video: '视频',
  location: '位置',
  contact: '名片',
  sticker: '表情',
  poll: '投票',
  call: '通话',
  other: '这类消息',
};

export const zhReplies: ReplyWords = {
  list: zhList,
  labelled: (label, text) => `${label}：${text}`,
  askLine: (ask, task, question) => `${ask}（${task}）：${question}`,
  askedFor: (label, name) => `${label}（${name}）`,
  turnFailed: (detail) => `我没能回答：${detail}`,
  turnStopped: '已停止。',
  howToDecide: (ask, typed) => `这句话不是对 ${ask} 的决定。请点击卡片上的按钮，或只输入：${typed}`,
  howToStop: (task) => `没有停止任何任务。要停止请输入：停止 ${task}`,
  howToPause: (task) => `没有暂停任何任务。要暂停请输入：暂停 ${task}`,
  optionOrControl: (ask, task, said) =>
    `“${said}”可能是回答，也可能是命令。请输入：回答 ${ask} ${said} · 停止 ${task}`,
  takenAsAnswer: (ask, text) => `已作为 ${ask} 的回答：${text}`,
  cannotRead: (kinds) =>
    `我还看不了${kinds.map((kind) => ENCLOSURES[kind]).join('、')}。请用文字告诉我您需要什么。`,
  nothingSaid:
    '我在。请直接说您需要什么，或输入：任务 帮助。如果您把话紧接着写在我的名字后面，请在名字后加一个空格。',
  saysNext: '请直接回复需要怎样修改，您的下一条消息将作为修改要求。',
  doneNothing: '没有更多要说的了。',
  notServed: '我在这里还没有开通。请联系 Errand 管理员，为这里或您本人开通。',
  consoleIsHere: '您已经在控制台里了。',
  consoleIsClosed: '控制台尚未对您开放。请联系 Errand 管理员，为您开通。',
  signInLink: (link: string, minutes: number): string =>
    `请用此链接打开控制台。它只供您本人使用，仅能使用一次，${minutes} 分钟内有效：\n${link}`,
  unknownCommand: (given, nearest) =>
    nearest
      ? `我不认识“${given}”。您是想说“${nearest}”吗？`
      : `我不认识“${given}”。输入“任务 帮助”查看可用命令。`,
  help: [
    '您可以用日常语言和我说话，也可以输入：',
    '- `任务 新建 <标题>` · `任务 列表` · `任务 查看 T-1` · `任务 运行 T-1`',
    '- `任务 定义` · `任务 新建 weekly-report week=47` · `任务 运行 weekly-report week=47`',
    '- `任务 教会 T-1 为 订购纸张`（把这次运行在浏览器中的操作保存下来，之后不用模型即可重复；限管理员）',
    '- `任务 指派 T-1 <姓名>` · `任务 更新 T-1 <新标题>` · `任务 更新 T-1 优先级=高` · `任务 评论 T-1 <内容>`',
    '- `任务 暂停 T-1` · `任务 继续 T-1` · `任务 停止 T-1` · `任务 重试 T-1`',
    '- `任务 完成 T-1 <结果>` · `任务 反馈 T-1 <需要修改之处>`',
    '- `任务 前置 T-2 T-1`（T-2 等待 T-1）· `任务 取消前置 T-2 T-1` · `任务 跳过 T-2`（不再等待前置任务）',
    '- `任务 推迟 T-1 到 2027-01-31 <原因>` · `任务 归档 T-1` · `任务 取消归档 T-1` · `任务 为什么 T-1` · `任务 待办`',
    '- `任务 通知 T-1 静默`（或 `完成`、`全部`、`受阻`：通知范围）',
    '- `任务 控制台`（只发给您本人的登录链接）',
    '- `任务 定时` · `任务 定时 每个工作日9点：<要做的事>` · `任务 定时 S-1 暂停`',
    '- `任务 导入 acme/widgets bugs`：导入 GitHub 的 issue',
    '- `任务 全部停止 <原因>` · `任务 全部恢复`（管理员：所有智能体不再执行任何步骤）',
    '- `批准 A-1` · `拒绝 A-1 <原因>` · `回答 A-1 <内容>`',
  ].join('\n'),
  waitsForPeople: (task, title, ask, question) => `**${task} ${title}** 等待处理。${ask}：${question}`,
  pushTest: (group) => `测试消息：Errand 中的动态会推送到这里（**${group}**）。`,
  ended: (mark, task, title, label, detail) =>
    `${mark}**${title}**：${label}。${detail ? `\n\n${detail}` : ''}\n\n${task}`,
  stateIs: (task, title, state) => `**${task} ${title}**：${state}。`,
  blockerEnded: (task, title, blocker, label) =>
    `**${task} ${title}** 在等待 ${blocker}，而它的状态是：${label}。要跳过请输入：跳过 ${task}`,
  created: (task, title) => `已创建 ${task}：${title}`,
  existed: (task, title) => `已有这个任务 ${task}：${title}`,
  started: (task, title) => `已开始 ${task}：${title}`,
  changed: (task, title, label) => `${task} ${title}：${label}`,
  commented: (task) => `已为 ${task} 添加评论。`,
  noTasks: '这里没有任务。',
  moreTasks: (count) => `……还有更多，可按状态或关键词缩小范围（已显示 ${count} 个）。`,
  inboxEmpty: '没有等待您处理的事项。',
  inboxTitle: (count) => `有 ${count} 件事等待您处理：`,
  missing: (what, example) => `请补充${/^\w/.test(what) ? ' ' : ''}${what}，例如：${example}`,
  samples: {
    new: ['标题', '任务 新建 准备季度报告'],
    update: ['T-… 和要修改的内容', '任务 更新 T-1 新标题 · 任务 更新 T-1 优先级=高 截止=2027-01-31'],
    assign: ['T-… 和姓名', '任务 指派 T-1 小王'],
    comment: ['T-… 和内容', '任务 评论 T-1 等小李回复'],
    feedback: ['T-… 和需要修改之处', '任务 反馈 T-1 请再短一些'],
    defer: ['T-… 和原因', '任务 推迟 T-1 到 2027-01-31 等预算'],
    notify: ['T-… 和通知范围', '任务 通知 T-1 静默'],
    link: ['T-… 和它的前置任务', '任务 前置 T-2 T-1'],
    unlink: ['T-… 和要移除的前置任务', '任务 取消前置 T-2 T-1'],
    approve: ['要批准的编号', '批准 A-1'],
    reject: ['要拒绝的编号', '拒绝 A-1 太早了'],
    accept: ['要通过的编号', '通过 A-1'],
    answer: ['问题编号和您的回答', '回答 A-1 周五'],
    teach: ['T-… 和名称', '任务 教会 T-1 为 订购纸张'],
    import: ['代码仓库', '任务 导入 acme/widgets bugs 数量=50'],
  },
  deferredUntil: (moment) => `至 ${moment}`,
  taskLine: (number, title, label) => `${number} ${title}（${label}）`,
  dueLine: (moment) => `截止 ${moment}`,
  assigneeLine: (name) => `负责人 ${name}`,
  feedbackLine: (name, text, state) => `${name} 的反馈（${state}）：${text}`,
  notifyLine: (policy) => `通知：${policy}`,
  priorityLine: (priority) => `优先级 ${priority}`,
};
