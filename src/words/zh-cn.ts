import type { ApprovalReason, AskState, Decision, FieldKind } from '../domain/ask.ts';
import type { DoubtReason } from '../domain/doubt.ts';
import type { OutputType } from '../domain/definition.ts';
import type { Outcome, Priority } from '../domain/task.ts';
import type { Words } from './en.ts';
import { wordFaults } from './error-words.ts';
import { zhErrors, zhFaults } from './zh-cn-errors.ts';
import { zhLabels } from './labels.ts';

const decisions: Record<Decision, string> = {
  approve: '批准',
  reject: '拒绝',
  answer: '答复',
  accept: '通过',
  request_changes: '要求修改',
  resume: '继续',
  hand_back: '交还',
  repeat: '重做',
  skip: '跳过',
  stop: '到此为止',
};

const decided: Record<Decision, string> = {
  approve: '已批准',
  reject: '已拒绝',
  answer: '已答复',
  accept: '已通过',
  request_changes: '已要求修改',
  resume: '已继续',
  hand_back: '已交还',
  repeat: '将重做',
  skip: '已跳过',
  stop: '已停止',
};

const settled: Record<Exclude<AskState, 'open'>, string> = {
  answered: '已答复',
  approved: '已批准',
  rejected: '已拒绝',
  expired: '已过期',
  withdrawn: '不再需要',
};

/** Nobody answers a takeover or a pause: one hands back, or resumes. */
const priorities: Record<Priority, string> = { low: '低', normal: '普通', high: '高', urgent: '紧急' };

const outcomes: Record<Outcome, string> = {
  success: '已完成',
  partial: '部分完成',
  terminated: '提前结束',
  rejected: '被拒绝',
  error: '失败',
  timeout: '超时',
  interrupted: '中断',
  user: '已取消',
  schedule_archived: '随计划取消',
  superseded: '已被取代',
};

const fieldKinds: Record<FieldKind, string> = {
  text: '一句话',
  long_text: '文字，长短不限',
  number: '数字',
  integer: '整数',
  boolean: '是或否',
  date: '日期，例如 2026-12-01',
  choice: '选择其中一项',
  choices: '可选择多项，用逗号分隔',
};

const outputTypes: Record<OutputType, string> = {
  freeform: '不限',
  report: '报告',
  summary: '摘要',
  list: '清单',
  data: '数据',
};

const expectedOutputs: Record<Exclude<OutputType, 'freeform'>, string> = {
  report: '一份带标题的 Markdown 报告，保存为交付物。',
  summary: '不超过十句话的摘要。',
  list: '一份清单，每项一行。',
  data: '以 CSV 或 JSON 文件保存为交付物的数据。',
};

/** Why a call needs an approval; nothing where the configuration asks for it each time. */
const askedBecause: Record<Exclude<ApprovalReason, 'always'>, string> = {
  outside_text: '需要批准的原因：此任务读取过外部文本，其中可能夹带他人的意图。',
  new_host: '需要批准的原因：此任务读取过外部文本，且没有人提到过这个网站。网址中的内容会被对方看到。',
};

/** Why people are asked whether something is to be done again. */
const mayHaveHappened: Record<DoubtReason, (step: string) => string> = {
  died: (step) => `“${step}”已经开始，但不知道是否真正执行。要重做、跳过，还是到此为止？`,
  no_answer: (step) =>
    `“${step}”已发出，但还没收到完整的响应，连接就断开了，可能已经执行。要重做、跳过，还是到此为止？`,
  timeout: (step) => `“${step}”已发出，但对方没有及时响应，可能已经执行。要重做、跳过，还是到此为止？`,
  unreadable: (step) => `“${step}”已发出，但无法读取响应内容，可能已经执行。要重做、跳过，还是到此为止？`,
  server_error: (step) => `“${step}”已发出，对方系统返回了错误，可能已经执行。要重做、跳过，还是到此为止？`,
  fault: (step) => `“${step}”已经开始但中途出错，可能已经执行。要重做、跳过，还是到此为止？`,
  earlier_try: (step) =>
    `此任务之前的一次执行已经开始过“${step}”，可能已经执行。要重做、跳过，还是到此为止？`,
};

export const zhCN: Words = {
  labels: zhLabels,
  decisions,
  decided,
  settled,
  priorities,
  outcomes,
  fieldKinds,
  outputTypes,
  expectedOutputs,
  error: (code, details) => zhErrors[code](details),
  faults: (items) => wordFaults(items, zhFaults),

  toolFailed: (tool, detail) => `${tool} 执行失败：${detail}`,

  stepManageTasks: (action, what) => `任务操作：${action}${what ? ` ${what}` : ''}`,
  stepAsk: (question) => `提问：${question}`,
  stepAskApproval: (question) => `请求批准：${question}`,
  stepTakeover: (what) => `请人亲自处理：${what}`,
  stepSave: (name) => `保存 ${name}`,
  stepGet: (host) => `读取 ${host}`,
  stepSend: (method, host) => `向 ${host} 发送 ${method}`,
  stepEndEarly: '提前结束',

  attempt: (count) => `第 ${count} 次运行`,
  starting: '有空闲的工作进程时立即开始。',
  working: '进行中……',
  pausing: '完成这一步后暂停……',
  waitsFor: (question) => `等待处理：${question}`,
  resultIs: (text) => text,
  failedBecause: (message) => `失败：${message}`,
  triedAgain: (moment) => `将于 ${moment} 再试一次。`,
  cancelledBy: (name, note) => `由 ${name} 取消${note ? `：${note}` : ''}`,
  endedEarly: (reason) => `提前结束：${reason}`,
  took: (span) => `用时 ${span}`,
  moreSteps: (count) => `……以及之前的 ${count} 步`,
  askBadge: {
    input: '提问',
    approval: '审批',
    pre_approval: '审批',
    review: '验收',
    takeover: '人工接管',
    pause: '已暂停',
  },
  fileChanged: (name, from, to, added, removed) =>
    `${name}，v${from} → v${to}：新增 ${added} 行，删除 ${removed} 行`,
  fileDiffers: (name, from, to) => `${name}，v${from} → v${to}：改动太大，无法在此显示`,
  moreLines: (count) => `……另有 ${count} 行`,
  whoMayAnswer: (names) => `可决定：${names}`,
  anyoneHere: '本群任何人',
  nobody: '暂无人（请在 errand.yaml 中指定审批人）',
  votes: (have, need) => `${need} 人中已有 ${have} 人批准`,
  expires: (moment) => `有效至 ${moment}`,
  actionIs: (tool) => `操作：${tool}`,
  askedBecause,
  settledBy: (state, name, moment) => `${state}：${name}，${moment}`,
  decidedChanged: (what) => `${what}（有修改）`,
  decidedBefore: (line) => `${line}（修改之前）`,
  nobodyDecided: '无人及时决定，因此没有执行。',
  nobodyAnsweredInTime: '无人及时回答。',
  defaultCounts: (answer) => `无人及时回答，按此处理：${answer}`,
  changedFrom: (name) => `${name} 在批准前作了修改；“-” 为智能体原来的请求：`,
  quorumShort: (need, names) =>
    `需要 ${need} 人批准，但只有以下人员可以批准：${names || '无'}。请联系 Errand 管理员增加审批人。`,
  answerWas: (text) => `答复：${text}`,
  noteWas: (text) => `备注：${text}`,
  approveChanged: '修改后批准',
  argumentsLabel: '将发送的内容（批准前可修改）',
  noteLabel: '备注（可选）',
  noteForReview: '备注',
  noteHelp: '要求修改时必填。',
  tellAgent: '要告诉智能体的话（可选）',
  mayHaveHappened,
  inDoubt: (step) => `不确定是否已执行：${step}`,
  nobodyAnswered: (question) => `没有人及时答复：${question}`,
  stoppedInDoubt: '因为不知道某一步是否已执行，已由人停止。',
  pausedByPerson: '已由人暂停。',
  reminder: (ask, question, moment) => `仍待处理：${ask}，${question}（至 ${moment}）`,
  hintAnswer: (ask) => `也可以输入：答复 ${ask} ……`,
  hintOther: (ask) => `也可以给出其他答复：答复 ${ask} ……`,
  hintForm: (ask, form) => `也可以输入：答复 ${ask} ${form}`,
  hintApprove: (ask) => `也可以输入：批准 ${ask} · 拒绝 ${ask}`,
  hintDecide: (ask, verbs) => `也可以输入：${verbs} ${ask}`,
  hintRun: (task) => `也可以输入：停止 ${task}`,
  hintRetry: (task) => `也可以输入：重试 ${task}`,

  buttons: {
    retry: '重试',
    cancel: '停止',
    pause: '暂停',
    resume: '继续',
    rerun: '再次运行',
    send: '发送',
    run: '运行',
  },
  confirmCancel: (task) => `停止 ${task}？已完成的部分会保留。`,
  confirmRetry: (task) => `再运行一次 ${task}？`,

  noDatabase: 'MONGODB_URI 处的数据库没有响应。请确认它在运行，地址正确。',
  listening: (link) => `Errand 已就绪：${link}`,

  turnFailed: (detail) => `我没能回答：${detail}`,
  turnStopped: '已停止。',
  howToDecide: (ask, typed) => `这句话不算对 ${ask} 的决定。请按卡片上的按钮，或只输入：${typed}`,
  howToStop: (task) => `这句话不会停止任何任务。请输入：停止 ${task}`,
  howToPause: (task) => `这句话不会暂停任何任务。请输入：暂停 ${task}`,
  optionOrControl: (ask, task, said) =>
    `“${said}”可能是回答，也可能是指令。请输入：回答 ${ask} ${said} · 停止 ${task}`,
  takenAsAnswer: (ask, text) => `已作为 ${ask} 的回答：${text}`,
  doneNothing: '没有更多内容了。',
  notServed: '我还没有被设置为在这里工作。请让 Errand 的管理员加入本群或您本人。',
  commandFailed: (detail) => detail,
  unknownCommand: (given, nearest) =>
    nearest
      ? `我不认识“${given}”。您是想说“${nearest}”吗？`
      : `我不认识“${given}”。输入“任务 帮助”查看可用命令。`,
  help: [
    '您可以直接用日常语言和我说话，也可以输入：',
    '- `任务 新建 <标题>` · `任务 列表` · `任务 查看 T-1` · `任务 运行 T-1`',
    '- `任务 定义` · `任务 新建 weekly-report week=47` · `任务 运行 weekly-report week=47`',
    '- `任务 指派 T-1 <姓名>` · `任务 更新 T-1 <新标题>` · `任务 更新 T-1 优先级=高` · `任务 评论 T-1 <内容>`',
    '- `任务 暂停 T-1` · `任务 继续 T-1` · `任务 停止 T-1` · `任务 重试 T-1`',
    '- `任务 跳过 T-1`：不再等待前置任务',
    '- `任务 推迟 T-1 到 2027-01-31 <原因>` · `任务 归档 T-1` · `任务 取消归档 T-1` · `任务 为什么 T-1` · `任务 待办`',
    '- `批准 A-1` · `拒绝 A-1 <原因>` · `答复 A-1 <内容>`',
  ].join('\n'),
  waitsForPeople: (task, title, ask, question) => `**${task} ${title}** 等待处理。${ask}：${question}`,
  pushTest: (group) => `测试消息：Errand 中的动态会推送到这里（**${group}**）。`,
  ended: (task, title, label, detail) => `**${task} ${title}**：${label}。${detail ? `\n${detail}` : ''}`,
  created: (task, title) => `已记下 ${task}：${title}`,
  existed: (task, title) => `这就是已有的 ${task}：${title}`,
  started: (task, title) => `${task} 已开始：${title}`,
  changed: (task, title, label) => `${task} ${title}：${label}`,
  deleted: (task) => `${task} 已归档。`,
  commented: (task) => `已记到 ${task}。`,
  noDefinitions: '还没有任务定义，管理员可以在控制台中编写。',
  definitionLine: (key, what, parameters) => `- \`${key}\` ${what}${parameters ? `（${parameters}）` : ''}`,
  draftFor: (name) => `${name}，请填写。`,
  draftDone: (task) => `已成为 ${task}。`,
  draftCancelled: (title) => `已放弃：${title}，没有新建任务。`,
  draftAsks: (title, label, kind, more) =>
    `**${title}**：${label}？（${kind}${more > 0 ? `；之后还有 ${more} 项` : ''}）`,
  draftWrong: (label, problem) => `${label}${problem}。`,
  draftHowToCancel: '要放弃请说：取消',
  noTasks: '这里没有任务。',
  moreTasks: (count) => `……还有更多，可按状态或关键词查询（已显示 ${count} 个）。`,
  inboxEmpty: '没有等待您处理的事项。',
  inboxTitle: (count) => `有 ${count} 件事等待您处理：`,
  whichTask: '您指的是哪一个？',
  missing: (what, example) => `请补充${what}，例如：${example}`,
  samples: {
    new: ['标题', '任务 新建 准备季度报告'],
    update: ['T-… 和要修改的内容', '任务 更新 T-1 新标题 · 任务 更新 T-1 优先级=高 截止=2027-01-31'],
    assign: ['T-… 和姓名', '任务 指派 T-1 小王'],
    comment: ['T-… 和内容', '任务 评论 T-1 等小李回复'],
    defer: ['T-… 和原因', '任务 推迟 T-1 到 2027-01-31 等预算'],
    approve: ['要批准的编号', '批准 A-1'],
    reject: ['要拒绝的编号', '拒绝 A-1 太早了'],
    accept: ['要通过的编号', '验收 A-1'],
    answer: ['问题编号和您的回答', '回答 A-1 周五'],
  },
  deferredUntil: (moment) => `至 ${moment}`,
  taskLine: (number, title, label) => `${number} ${title}（${label}）`,
  dueLine: (moment) => `截止 ${moment}`,
  assigneeLine: (name) => `负责人 ${name}`,
  priorityLine: (priority) => `优先级 ${priority}`,

  whyTyped: {
    queue: '任务 运行 #',
    skip_blocker: '任务 跳过 #',
    approve: '批准 #',
    answer: '回答 # …',
    resume: '继续 #',
    hand_back: '交还 #',
    accept: '验收 #',
    retry: '重试 #',
    rerun: '任务 运行 #',
    resume_deferred: '任务 恢复 #',
  },
  whyNext: (typed) => `可推动它的操作：${typed}`,

  why: {
    archived: '它已归档，恢复后才能继续。',
    backlog: '它在待办中，还没有人开始。可以运行它，或手动完成。',
    preApproval: (who) => `开始前需要 ${who} 批准。`,
    queued: '它在队列中，有空闲的工作进程时立即开始。',
    queuedNoWorker: '它在队列中，但一段时间没有工作进程领取。请确认有角色为 worker 的进程在运行。',
    dependency: (tasks) => `它在等待 ${tasks}。`,
    executor: '它在等待能执行它的执行器。',
    backoff: (moment) => `它失败了，将于 ${moment} 重试。`,
    running: (step) => `它正在推进：${step}。`,
    runningLost: '它的工作进程失去联系，稍后会由另一个接手。',
    ask: (ask, question, who) => `它在等待 ${who} 处理 ${ask}：${question}`,
    notShown: (reason) => `它未能在聊天中显示（${reason}）。`,
    paused: '它已暂停，继续后才会推进。',
    review: (who) => `工作已完成，等待 ${who} 验收。`,
    completed: '它已完成。',
    failed: (reason) => `它失败了：${reason}。重试后可继续。`,
    cancelled: '它已被取消，再次运行后可继续。',
    deferred: (reason, until) => `它已推迟（${reason}）${until ? `，至 ${until}` : ''}。`,
  },
};
