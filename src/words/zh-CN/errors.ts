import { zhEvidence } from './evidence.ts';
import type { TaskStatus } from '../../domain/task.ts';
import type { Standing } from '../../domain/task-moves.ts';
import type {
  AccessReason,
  BrowserProblem,
  CodedFault,
  ErrorFacts,
  Fault,
  LimitName,
  Thing,
} from '../../domain/error-facts.ts';
import type { FetchTrouble } from '../../domain/doubt.ts';
import { isAsked, type SendableEvent } from '../../domain/sendable.ts';
import {
  nameField,
  wordFaults,
  wordGuard,
  type ErrorCatalogue,
  type ErrorWords,
  type GuardCatalogue,
} from '../parts/error-words.ts';
import { zhActions } from './actions.ts';
import { zhList } from './list.ts';
import { zhFields } from './fields.ts';
import { zhFaults } from './faults.ts';
import { zhSpending } from './spending.ts';
import { zhScheduleErrors } from './schedule-errors.ts';
import { zhHookErrors } from './trigger-errors.ts';

const BROWSER: Record<BrowserProblem, (path: string) => string> = {
  not_installed: (path) =>
    `${path} 处没有安装浏览器。请管理员安装 Chromium，并将 CHROMIUM_PATH 设为其所在位置。`,
  no_sandbox: () =>
    'Chromium 的沙箱无法在此启动。请管理员改用非 root 用户运行，并在容器中允许用户命名空间；或设置 CHROMIUM_SANDBOX=off 放弃沙箱。',
  does_not_start: (path) => `${path ? `${path} 处的` : ''}浏览器无法启动，请查看执行进程的日志。`,
  no_look: () => '页面没有响应，请重新打开。',
};

const faults = (items: readonly (Fault | CodedFault)[]): string =>
  wordFaults(items, zhFaults)
    .map(({ field, problem }) =>
      field === 'value' || field === 'note' ? problem : `${nameField(field, zhFields)}：${problem}`,
    )
    .join('；');

const KEPT_OUT: Record<NonNullable<ErrorFacts['ask.not_yours']['because']>, string> = {
  asked_for_it: '这是您提出的',
  accepted_before: '您已通过之前的阶段',
  own_work: '这是您自己完成的工作',
};
const deciders = ({ who, isOpen }: ErrorFacts['ask.not_yours']): string =>
  zhList([...who, ...(isOpen ? ['所在频道的成员'] : [])]);

const REASONS: Record<FetchTrouble, string> = {
  address_not_allowed: '该地址不被允许',
  unreachable: '无法连接该地址',
  timeout: '该地址没有及时响应',
  too_many_redirects: '该地址跳转次数过多',
  bad_url: '这不是可用的地址',
  bad_headers: '请求头无法发送',
  aborted: '请求被中断',
  broken: '还没收到完整的响应，连接就断开了',
  unreadable: '无法读取响应内容',
};

const THINGS: Record<Thing, string> = {
  'task': '任务',
  'run': '运行',
  'ask': '请求',
  'definition': '任务定义',
  'deliverable': '成果',
  'delivery': '投递',
  'schedule': '定时计划',
  'trigger': '触发器',
  'agent': '智能体',
  'key': '密钥',
  'session': '登录会话',
  'token': '令牌',
  'webhook': 'Webhook',
  'push group': '群',
  'thread': '会话',
  'message': '消息',
  'button': '按钮',
  'installation': '安装',
  'page': '页面',
};

const STANDS: Record<TaskStatus, string> = {
  backlog: '尚未开始',
  pending: '正在排队',
  in_progress: '正在进行',
  awaiting_review: '正在等待验收',
  completed: '已完成',
  failed: '已失败',
  cancelled: '已取消',
  deferred: '已推迟',
};
const stands = (task: string, { status, wait }: Standing): string =>
  `${task} ${STANDS[status]}${wait ? `，在等待${zhActions.waits[wait]}` : ''}`;
const possible = (legal: readonly SendableEvent[]): string =>
  legal.length > 0
    ? `可以：${zhList(legal.map((event) => zhActions.actions[event]))}。`
    : '目前没有可用的操作。';
/** What was wanted of the task; what nobody can ask for has no name. */
const notPossible = (event: string): string =>
  isAsked(event) ? `无法${zhActions.actions[event]}` : `没有可发送的操作“${event}”`;
const nameOf = (what: Thing, ref: string): string => (what === 'task' ? ref : `${THINGS[what]}“${ref}”`);

/** Why a rule of the table lets a move through no more than this. */
const GUARDS: GuardCatalogue = {
  own_tasks: () => '智能体只能更改自己正在处理的任务，以及为该任务创建的任务',
  reason: () => '请说明原因',
  unclaimed: (d) => `${d.holder} 已认领，需先释放`,
  holder: (d) => `只有${[...new Set([d.holder, d.requester]), '管理员'].join('或')}可以释放它`,
  decision: (d) => `还没有人作出这一决定${d.ask ? `（${d.ask}）` : ''}`,
  review_stages: (d) => `${d.ask} 之后还有其他验收阶段`,
  definition_active: (d) => `所用的任务定义“${d.definition}”已停用`,
  start_approval: () => '开始之前需要先获得批准',
  open_blockers: (d) => `正在等待前置任务 ${zhList(d.blockers)} 完成`,
  stop: (d) => `${d.by} 已停止全部工作`,
  review: () => '完成之前需要先通过验收',
  evidence: (d) =>
    d.lacks.length > 0
      ? `缺少：${zhList(d.lacks.map(({ kind, wanted }) => zhEvidence.wanted[kind](wanted)))}`
      : '须由人确认其完成标准均已满足',
  review_kept: () => '只有任务提出人可以取消验收；任务定义要求的验收不能取消',
};

const LIMITS: Record<LimitName, string> = {
  model_calls: '模型调用次数',
  tool_calls: '工具调用次数',
  tokens: 'Token 数',
  time: '工作时长',
  idle: '无进展时长',
};

const GITHUB_DENIED: Record<ErrorFacts['github.denied']['reason'], string> = {
  token: '令牌不被接受：管理员需要更换 GITHUB_TOKEN。',
  single_sign_on: '该组织要求单点登录：管理员需要在 GitHub 上为令牌授权。',
  forbidden: '令牌无权读取：管理员需要授予它读取 issue 的权限。',
};

const BROKEN: ErrorWords = {
  title: '出错了',
  detail: '系统出错，详情已记入日志。请重试；如仍失败，请联系 Errand 管理员。',
};

const REFUSED: Record<AccessReason, (scope: string) => string> = {
  agents_never_decide: () => '只有人可以作出决定。请点击按钮，或输入例如“批准 A-9”。',
  own_words: () => '只能把对方刚才说的原话记为回答。',
  admins_only: () => '只有管理员可以进行此操作：管理员列在 errand.yaml 的 admins 中。',
  as_another: () => '在这里您只能以自己的身份发言。',
  browsers_only: () => '此操作仅供在浏览器中登录的人使用。',
  scope: (scope) => `该令牌没有此请求所需的权限“${scope}”。`,
};

export const zhErrors: ErrorCatalogue = {
  ...zhScheduleErrors,
  ...zhHookErrors,
  'input.invalid': (d) => ({ title: '输入有误', detail: `${faults(d.faults)}。` }),
  'input.too_large': (d) => ({ title: '内容过大', detail: `最多接受 ${d.maxBytes} 字节。` }),
  'auth.missing': () => ({
    title: '请先登录',
    detail:
      '请在请求头中带上 “Authorization: Bearer …”，或登录：在聊天中给 Errand 发送“任务 控制台”，或打开 Errand 启动时打印的链接。',
  }),
  'access.refused': ({ reason, scope = '' }) => ({
    title: '没有权限',
    detail: reason ? REFUSED[reason](scope) : '您不能在这里进行此操作。',
  }),
  'not_found': (d) => ({ title: '未找到', detail: `没有您可见的${THINGS[d.what]}“${d.ref}”。` }),
  'definition.inactive': (d) => ({
    title: '未启用',
    detail: `“${d.definition}”未启用，不能用它新建任务。`,
  }),
  'definition.in_use': (d) => ({
    title: '已有任务使用',
    detail: `已有任务由“${d.definition}”创建，因此不能删除。可以停用，停用后不能再用于新建任务。`,
  }),
  'push.off': (d) => ({
    title: '不会推送到该群',
    detail:
      d.reason === 'inactive'
        ? `“${d.group}”已停用，请先启用。`
        : `平台已拒绝“${d.group}”的地址，请先设置新地址或重新启用。`,
  }),
  'draft.over': () => ({ title: '已失效', detail: '这里已不再接受填写，请重新开始。' }),
  'task.ambiguous': (d) => ({
    title: '匹配到多个任务',
    detail: `有 ${d.count} 个任务匹配“${d.ref}”，请用编号说明是哪一个。`,
  }),
  'task.illegal_event': (d) => ({
    title: '当前无法操作',
    detail: `${stands(d.task, d.state)}，${notPossible(d.event)}。${possible(d.legal)}`,
  }),
  'task.guarded': (d) => ({
    title: '现在不能执行',
    detail: `${d.task}：${wordGuard(d, GUARDS)}。`,
  }),
  'task.no_result': (d) => ({
    title: '缺少结果',
    detail: `${d.task} 需要“${d.needs}”的结果，但该结果不存在。请先重试“${d.needs}”。`,
  }),
  'task.cycle': (d) => ({
    title: '任务会互相等待',
    detail: `${d.task} 会等待它自己：${d.path.join(' → ')}。请先移除其中一条前置关系。`,
  }),
  'task.archived': (d) => ({ title: '已归档', detail: `${d.task} 已归档，请先取消归档。` }),
  'task.no_agent': (d) => ({
    title: '没有这个智能体',
    detail: `${d.task ? `${d.task} 指定的` : '本次对话的'}智能体“${d.agent}”未配置。`,
  }),
  'task.busy': (d) => ({
    title: '他人抢先了一步',
    detail: `${nameOf(d.what, d.ref)} 正被他人修改，请查看最新状态后再试。`,
  }),
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
  'ask.ambiguous': (d) => ({
    title: '回答哪个问题？',
    detail: `有多个待答问题：${zhList(d.asks)}。请在回答前写上其中一个编号。`,
  }),
  'ask.not_yours': (d) => ({
    title: '不由您决定',
    detail: d.because
      ? `${KEPT_OUT[d.because]}，因此 ${d.ask} 由他人决定：${deciders(d) || '（已无人可决定）'}。`
      : `${d.ask} 可由 ${deciders(d) || '（暂无人）'} 决定。`,
  }),
  'ask.void': (d) => ({
    title: '操作已变化',
    detail:
      d.reason === 'may_not_edit' ? `${d.ask} 只能批准或拒绝，不能修改。` : `${d.ask} 针对的是另一个操作。`,
  }),
  'version.stale': (d) => ({
    title: '内容已更新',
    detail: `您看到的是版本 ${d.expected}，现在是 ${d.actual}。请重新读取。`,
  }),
  'idempotency.mismatch': () => ({
    title: '键已被使用',
    detail: '这个 Idempotency-Key 曾用于另一个请求，请换一个。',
  }),
  'store.duplicate': () => ({ title: '已存在', detail: '已有相同键的内容。' }),
  'store.unavailable': () => ({ title: '数据库没有响应', detail: '没有丢失任何内容，请稍后再试。' }),
  'store.refused': () => BROKEN,
  'store.index': (d) => ({
    title: '无法创建索引',
    detail: d.isUnique
      ? `索引 ${d.at} 要求取值唯一，但有两条记录取值相同；日志中写明了该值。请在数据库中删除或修改其中一条，然后重新启动。`
      : `数据库未能创建索引 ${d.at}；原因见日志。请在数据库中删除该索引，或为 MONGODB_URI 中的用户授予创建索引的权限，然后重新启动。`,
  }),
  'store.denied': () => ({
    title: '数据库拒绝访问',
    detail:
      'MONGODB_URI 中的用户没有所需的权限。请检查密码，并为其授予该数据库的 readWrite 角色，然后重新启动。',
  }),
  'store.newer': (d) => ({
    title: '数据库的版本比程序新',
    detail: `更新版本的 Errand 已将数据库迁移到布局 ${d.found}，而当前版本只支持到 ${d.known}。请启动更新的版本，或恢复升级前的备份。`,
  }),
  'worker.ended': () => ({
    title: '已搁置',
    detail: '处理这条内容的进程两次退出，因此不再自动重试。管理员可在控制台的“未送达”页面重试。',
  }),
  'clock.skewed': (d) => ({
    title: '时钟不一致',
    detail: `本机与数据库的时钟相差 ${d.seconds} 秒，最多允许 ${d.maxSeconds} 秒。请校准时钟（例如使用 NTP）后重新启动。`,
  }),
  'queue.unavailable': () => ({ title: '队列没有响应', detail: '没有丢失任何内容，恢复后会继续。' }),
  'chat.rate_limited': () => ({ title: '聊天平台要求稍候', detail: '稍后就会发出。' }),
  'chat.unavailable': () => ({ title: '聊天平台没有响应', detail: '恢复后会发送。' }),
  'chat.unknown': () => ({ title: '可能已发送', detail: '聊天平台没有说明是否收到消息。' }),
  'chat.refused': () => ({ title: '被聊天平台拒绝', detail: '消息无法在那里显示。' }),
  'chat.gone': () => ({ title: '消息已不存在', detail: '无法再修改。' }),
  'github.not_found': (d) => ({
    title: '找不到代码仓库',
    detail: `代码仓库 ${d.repository} 不存在，或未对这里的所有人开放。管理员可将它加入 github.repositories。`,
  }),
  'github.denied': (d) => ({ title: 'GitHub 拒绝访问', detail: GITHUB_DENIED[d.reason] }),
  'github.rate_limited': (d) => ({
    title: 'GitHub 要求稍候',
    detail: `GitHub 在 ${d.again ?? d.until} 之前不再接受请求，请届时再试。`,
  }),
  'github.unavailable': (d) => ({
    title: 'GitHub 没有响应',
    detail: `${d.host} 没有给出可用的回答${d.status ? `（状态 ${d.status}）` : ''}，请稍后再试。`,
  }),
  'model.unavailable': () => ({ title: '模型没有响应', detail: '暂时无法连接模型，请稍后再试。' }),
  'model.rate_limited': () => ({ title: '模型繁忙', detail: '模型暂时不接受更多请求，请一分钟后再试。' }),
  'model.timeout': () => ({ title: '模型超时', detail: '模型没有及时回答，请再试一次。' }),
  'model.refused': () => ({
    title: '模型拒绝了请求',
    detail: '密钥、模型名称或请求有误，管理员可在日志中查看原因。',
  }),
  'model.too_long': () => ({
    title: '内容超出模型长度',
    detail: '文字超过模型能处理的长度，请新开会话或精简任务。',
  }),
  'model.nonsense': () => ({ title: '模型回答无效', detail: '模型没有给出可用的回答，请再试一次。' }),
  'tool.failed': (d) => ({
    title: '工具执行失败',
    detail: `没有成功：${REASONS[d.reason]}${d.host ? `（${d.host}）` : ''}。`,
  }),
  'browser.unavailable': ({ problem, path }) => ({
    title: '没有可用的浏览器',
    detail: BROWSER[problem](path),
  }),
  'limit.reached': (d) => ({ title: '达到上限', detail: `已达到${LIMITS[d.limit]}上限。` }),
  'spending.reached': (d) => ({
    title: '今日额度已用完',
    detail: `${zhSpending.usedUp[d.of](d.limit, null)}，请在 ${d.again} 之后再发。“任务 列表”等命令仍可使用。`,
  }),
  'messages.too_many': (d) => ({
    title: '消息过多',
    detail: `一分钟内超过了 ${d.limit} 条消息，请在 ${Math.ceil(d.retryAfterMs / 1000)} 秒后重新发送。`,
  }),
  'stopped': () => ({ title: '已停止', detail: '已被停止。' }),
  'internal': () => BROKEN,
};
