import type { AskState, Decision } from '../domain/ask.ts';
import type { ErrorCode, ErrorDetails, Fault } from '../domain/errors.ts';
import type { Outcome, Priority } from '../domain/task.ts';
import type { Words } from './index.ts';

type ErrorWords = ReturnType<Words['error']>;

const list = (items: unknown): string => (Array.isArray(items) ? items.join('、') : '');
const faults = (items: unknown): string =>
  Array.isArray(items) ? (items as Fault[]).map(({ field, problem }) => `${field}：${problem}`).join('；') : '';

const LIMITS: Record<string, string> = {
  model_calls: '模型调用次数',
  tool_calls: '工具调用次数',
  tokens: '令牌数量',
  time: '工作时长',
};

const labels: Record<string, string> = {
  backlog: '待办',
  pending: '排队中',
  in_progress: '进行中',
  needs_input: '等待答复',
  paused: '已暂停',
  awaiting_review: '待验收',
  completed: '已完成',
  failed: '失败',
  cancelled: '已取消',
  deferred: '已推迟',
  waiting: '等待中',
  queued: '排队中',
  running: '进行中',
  succeeded: '已完成',
};

const labelOf = (label: unknown): string => labels[String(label)] ?? String(label);

const errors: Record<ErrorCode, (details: ErrorDetails) => ErrorWords> = {
  'input.invalid': (d) => ({ title: '输入有误', detail: `${faults(d.faults)}。` }),
  'input.too_large': (d) => ({ title: '内容过大', detail: `最多接受 ${d.max} 字节。` }),
  'auth.missing': () => ({
    title: '请先登录',
    detail: '请在请求头中带上 “Authorization: Bearer …”，或打开 Errand 启动时打印的登录链接。',
  }),
  'access.refused': (d) => ({
    title: '没有权限',
    detail: d.reason === 'agents_never_decide' ? '只有人可以作出决定。请点击按钮，或输入例如“批准 A-9”。' : '您不能在这里进行此操作。',
  }),
  'not_found': (d) => ({ title: '未找到', detail: `没有您可见的“${d.ref ?? ''}”。` }),
  'task.ambiguous': (d) => ({ title: '匹配到多个任务', detail: `“${d.ref}”匹配到 ${d.count} 个任务，请用编号说明是哪一个。` }),
  'task.illegal_event': (d) => ({
    title: '当前无法操作',
    detail: `${d.task} 目前${labelOf(d.status)}${d.wait ? `（等待：${d.wait}）` : ''}，无法执行“${d.event}”。可执行：${list(d.legal) || '无'}。`,
  }),
  'task.archived': (d) => ({ title: '已归档', detail: `${d.task} 已归档，请先恢复。` }),
  'task.no_agent': (d) => ({ title: '没有这个智能体', detail: `${d.task} 指定的智能体“${d.agent}”未配置。` }),
  'task.busy': (d) => ({ title: '别人抢先了一步', detail: `${d.task} 正被他人修改，请查看最新状态后再试。` }),
  'run.illegal_event': () => ({ title: '当前无法操作', detail: '这次运行已经进入其他状态。' }),
  'run.fenced': () => ({ title: '已被接管', detail: '另一个工作进程正在执行这次运行。' }),
  'ask.settled': (d) => ({
    title: '已处理',
    detail:
      d.state === 'voted'
        ? `${d.by} 已经对 ${d.ask} 表过态。`
        : d.state === 'expired'
          ? `${d.ask} 已过期。`
          : d.state === 'withdrawn'
            ? `${d.ask} 已不再需要。`
            : `${d.ask} 已${d.by ? `由 ${d.by} ` : ''}处理。`,
  }),
  'ask.ambiguous': (d) => ({ title: '回答哪个问题？', detail: `有多个待答问题：${list(d.asks)}。请在答复前写上编号。` }),
  'ask.not_yours': (d) => ({
    title: '不由您决定',
    detail: `${d.ask} 可由 ${list([...(d.people as string[]), ...(d.groups as string[])]) || '（暂无人）'} 决定。`,
  }),
  'ask.void': (d) => ({
    title: '操作已变化',
    detail: d.reason === 'may_not_edit' ? `${d.ask} 只能批准或拒绝，不能修改。` : `${d.ask} 针对的是另一个操作。`,
  }),
  'version.stale': (d) => ({ title: '内容已更新', detail: `您看到的是版本 ${d.expected}，现在是 ${d.actual}。请重新读取。` }),
  'idempotency.mismatch': () => ({ title: '键已被使用', detail: '这个 Idempotency-Key 曾用于另一个请求，请换一个。' }),
  'store.duplicate': () => ({ title: '已存在', detail: '已有相同键的内容。' }),
  'store.unavailable': () => ({ title: '数据库没有响应', detail: '没有丢失任何内容，请稍后再试。' }),
  'store.refused': () => ({ title: '出错了', detail: '问题在我们这边，详情已记入日志。' }),
  'queue.unavailable': () => ({ title: '队列没有响应', detail: '没有丢失任何内容，恢复后会继续。' }),
  'chat.rate_limited': () => ({ title: '聊天平台要求稍候', detail: '稍后就会发出。' }),
  'chat.unavailable': () => ({ title: '聊天平台没有响应', detail: '恢复后会发送。' }),
  'chat.unknown': () => ({ title: '可能已发送', detail: '聊天平台没有说明是否收到消息。' }),
  'chat.refused': () => ({ title: '被聊天平台拒绝', detail: '消息无法在那里显示。' }),
  'chat.gone': () => ({ title: '消息已不存在', detail: '无法再修改。' }),
  'model.unavailable': () => ({ title: '模型没有响应', detail: '暂时无法连接模型，请稍后再试。' }),
  'model.rate_limited': () => ({ title: '模型繁忙', detail: '模型暂时不接受更多请求，请一分钟后再试。' }),
  'model.timeout': () => ({ title: '模型超时', detail: '模型没有及时回答，请再试一次。' }),
  'model.refused': () => ({ title: '模型拒绝了请求', detail: '密钥、模型名称或请求有误，管理员可在日志中查看原因。' }),
  'model.too_long': () => ({ title: '内容超出模型长度', detail: '文字超过模型能处理的长度，请新开话题或精简任务。' }),
  'model.nonsense': () => ({ title: '模型回答无效', detail: '模型没有给出可用的回答，请再试一次。' }),
  'tool.failed': (d) => ({ title: '工具执行失败', detail: `没有成功：${String(d.reason ?? 'unknown').replaceAll('_', ' ')}。` }),
  'limit.reached': (d) => ({ title: '达到上限', detail: `已达到${LIMITS[String(d.limit)] ?? ''}上限。` }),
  'stopped': () => ({ title: '已停止', detail: '已被停止。' }),
  'internal': () => ({ title: '出错了', detail: '问题在我们这边，详情已记入日志。' }),
};

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

const settled: Record<Exclude<AskState, 'open'>, string> = {
  answered: '已答复',
  approved: '已批准',
  rejected: '已拒绝',
  expired: '已过期',
  withdrawn: '不再需要',
};

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

export const zhCN: Words = {
  labels,
  decisions,
  settled,
  priorities,
  outcomes,
  error: (code, details) => errors[code](details),

  toolFailed: (tool, detail) => `${tool} 执行失败：${detail}`,

  stepManageTasks: (action, what) => `任务操作：${action}${what ? ` ${what}` : ''}`,
  stepAsk: (question) => `提问：${question}`,
  stepAskApproval: (question) => `请求批准：${question}`,
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
  cancelledBy: (name, note) => `由 ${name} 取消${note ? `：${note}` : ''}`,
  endedEarly: (reason) => `提前结束：${reason}`,
  took: (span) => `用时 ${span}`,
  moreSteps: (count) => `……以及之前的 ${count} 步`,
  askBadge: { input: '提问', approval: '审批', pre_approval: '审批', review: '验收', takeover: '人工接管', pause: '已暂停' },
  whoMayAnswer: (names) => `可决定：${names}`,
  anyoneHere: '本群任何人',
  nobody: '暂无人（请在 errand.yaml 中指定审批人）',
  votes: (have, need) => `${need} 人中已有 ${have} 人批准`,
  expires: (moment) => `有效至 ${moment}`,
  actionIs: (tool) => `操作：${tool}`,
  settledBy: (state, name, moment) => `${state}：${name}，${moment}`,
  answerWas: (text) => `答复：${text}`,
  noteWas: (text) => `备注：${text}`,
  openMoment: '待处理',
  mayHaveHappened: (step) => `“${step}”已经开始，但不知道是否真正执行。要重做、跳过，还是到此为止？`,
  stoppedInDoubt: '因为不知道某一步是否已执行，已由人停止。',
  pausedByPerson: '已由人暂停。',
  reminder: (ask, question, moment) => `仍待处理：${ask}，${question}（至 ${moment}）`,
  hintAnswer: (ask) => `也可以输入：答复 ${ask} ……`,
  hintApprove: (ask) => `也可以输入：批准 ${ask} · 拒绝 ${ask}`,
  hintDecide: (ask, verbs) => `也可以输入：${verbs} ${ask}`,
  hintRun: (task) => `也可以输入：停止 ${task}`,
  hintRetry: (task) => `也可以输入：重试 ${task}`,

  buttons: { retry: '重试', cancel: '停止', pause: '暂停', resume: '继续', rerun: '再次运行', send: '发送', run: '运行' },
  confirmCancel: (task) => `停止 ${task}？已完成的部分会保留。`,
  confirmRetry: (task) => `再运行一次 ${task}？`,

  listening: (link) => `Errand 已就绪：${link}`,

  turnFailed: (detail) => `我没能回答：${detail}`,
  doneNothing: '没有更多内容了。',
  notServed: '我还没有被设置为在这里工作。请让 Errand 的管理员加入本群或您本人。',
  commandFailed: (detail) => detail,
  unknownCommand: (given, nearest) =>
    nearest ? `我不认识“${given}”。您是想说“${nearest}”吗？` : `我不认识“${given}”。输入“任务 帮助”查看可用命令。`,
  help: [
    '您可以直接用日常语言和我说话，也可以输入：',
    '- `任务 新建 <标题>` · `任务 列表` · `任务 查看 T-1` · `任务 运行 T-1`',
    '- `任务 指派 T-1 <姓名>` · `任务 更新 T-1 <新标题>` · `任务 评论 T-1 <内容>`',
    '- `任务 暂停 T-1` · `任务 继续 T-1` · `任务 停止 T-1` · `任务 重试 T-1`',
    '- `任务 推迟 T-1 <原因>` · `任务 归档 T-1` · `任务 为什么 T-1` · `任务 待办`',
    '- `批准 A-1` · `拒绝 A-1 <原因>` · `答复 A-1 <内容>`',
  ].join('\n'),
  ended: (task, title, label, detail) => `**${task} ${title}**：${label}。${detail ? `\n${detail}` : ''}`,
  created: (task, title) => `已记下 ${task}：${title}`,
  existed: (task, title) => `这就是已有的 ${task}：${title}`,
  started: (task, title) => `${task} 已开始：${title}`,
  changed: (task, title, label) => `${task} ${title}：${label}`,
  deleted: (task) => `${task} 已归档。`,
  commented: (task) => `已记到 ${task}。`,
  noTasks: '这里没有任务。',
  moreTasks: (count) => `……还有更多，可按状态或关键词查询（已显示 ${count} 个）。`,
  inboxEmpty: '没有等待您处理的事项。',
  inboxTitle: (count) => `有 ${count} 件事等待您处理：`,
  whichTask: '您指的是哪一个？',
  missing: (what, example) => `请补充${what}，例如：${example}`,
  taskLine: (number, title, label) => `${number} ${title}（${label}）`,
  dueLine: (moment) => `截止 ${moment}`,
  assigneeLine: (name) => `负责人 ${name}`,
  priorityLine: (priority) => `优先级 ${priority}`,

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
    paused: '它已暂停，继续后才会推进。',
    review: (who) => `工作已完成，等待 ${who} 验收。`,
    completed: '它已完成。',
    failed: (reason) => `它失败了：${reason}。重试后可继续。`,
    cancelled: '它已被取消，再次运行后可继续。',
    deferred: (reason, until) => `它已推迟（${reason}）${until ? `，至 ${until}` : ''}。`,
  },
};
