import type { ApprovalReason } from '../../domain/ask.ts';
import type { DoubtReason } from '../../domain/doubt.ts';
import type { CardWords } from '../en/cards.ts';
import { spanText } from '../span-text.ts';

const UNITS = { hours: '小时', minutes: '分', seconds: '秒' };

/** Why a call needs an approval; nothing where the configuration asks for it each time. */
const askedBecause: Record<Exclude<ApprovalReason, 'always'>, string> = {
  outside_text: '需要批准的原因：此任务读取过外部文本，其中可能夹带他人的指令。',
  new_host: '需要批准的原因：此任务读取过外部文本，且没有人提到过这个网站。对方会看到网址中的全部内容。',
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

export const zhCards: CardWords = {
  toolFailed: (tool, detail) => `${tool} 执行失败：${detail}`,
  stepManageTasks: (action, what) => `任务操作：${action}${what ? ` ${what}` : ''}`,
  stepAsk: (question) => `提问：${question}`,
  stepAskApproval: (question) => `请求批准：${question}`,
  stepTakeover: (what) => `人工接管：${what}`,
  stepSave: (name) => `保存 ${name}`,
  stepReadFile: (name) => (name ? `读取 ${name}` : '读取文件'),
  stepGet: (host) => `读取 ${host}`,
  stepSend: (method, host) => `向 ${host} 发送 ${method}`,
  stepTool: (tool) => `使用 ${tool}`,
  stepFinish: '完成工作',
  stepEndEarly: '提前结束',
  attempt: (count) => `第 ${count} 次`,
  starting: '有空闲的工作进程时立即开始。',
  working: '进行中……',
  pausing: '完成这一步后暂停……',
  waitsFor: (question) => `等待处理：${question}`,
  resultIs: (text) => text,
  failedBecause: (message) => `失败：${message}`,
  triedAgain: (moment) => `将于 ${moment} 再试一次。`,
  cancelledBy: (name, note) => `由 ${name} 取消${note ? `：${note}` : ''}`,
  endedEarly: (reason) => `提前结束：${reason}`,
  span: (ms) => spanText(ms, UNITS),
  took: (ms) => `用时 ${spanText(ms, UNITS)}`,
  moreSteps: (count) => `……以及之前的 ${count} 步`,
  fileChanged: (name, from, to, added, removed) =>
    `${name}，v${from} → v${to}：新增 ${added} 行，删除 ${removed} 行`,
  fileDiffers: (name, from, to) => `${name}，v${from} → v${to}：改动太大，无法在此显示`,
  moreLines: (count) => `……另有 ${count} 行`,
  whoMayAnswer: (names) => `可决定：${names}`,
  anyoneHere: '此处的任何人',
  nobody: '暂无人（请在 errand.yaml 中指定审批人）',
  votes: (have, need) => `${need} 人中已有 ${have} 人批准`,
  expires: (moment) => `截止 ${moment}`,
  actionIs: (tool) => `操作：${tool}`,
  askedBecause,
  settledBy: (state, name, moment) => `${state}：${name}，${moment}`,
  decidedChanged: (what) => `${what}（有修改）`,
  decidedBefore: (line) => `${line}（修改之前）`,
  nobodyDecided: '无人及时决定，因此没有执行。',
  nobodyAnsweredInTime: '无人及时回答。',
  defaultCounts: (answer) => `无人及时回答，已按此处理：${answer}`,
  changedFrom: (name) => `${name} 在批准前作了修改；“-” 为智能体原来的请求：`,
  quorumShort: (need, names) =>
    `需要 ${need} 人批准，但只有以下人员可以批准：${names || '无'}。请联系 Errand 管理员增加审批人。`,
  answerWas: (text) => `回答：${text}`,
  yesOrNo: (is) => (is ? '是' : '否'),
  noteWas: (text) => `备注：${text}`,
  approveChanged: '修改后批准',
  argumentsLabel: '将发送的内容（批准前可修改）',
  noteLabel: '备注（选填）',
  noteForReview: '备注',
  noteHelp: '要求修改时必填。',
  tellAgent: '给智能体的备注（选填）',
  mayHaveHappened,
  inDoubt: (step) => `不确定是否已执行：${step}`,
  nobodyAnswered: (question) => `无人及时回答：${question}`,
  runSetAside: '处理它的进程两次在同一步骤退出，因此不再自动重试。查明原因后可手动重试。',
  stoppedInDoubt: '不确定某一步是否已执行，已由人停止。',
  pausedByPerson: '已由人暂停。',
  reminder: (ask, question, moment) => `仍待处理：${ask}，${question}（截止 ${moment}）`,
  hintAnswer: (ask) => `也可以输入：回答 ${ask} ……`,
  hintOther: (ask) => `也可以给出其他回答：回答 ${ask} ……`,
  hintForm: (ask, labels) => `也可以输入：回答 ${ask} ${labels.map((label) => `${label}：…`).join('；')}`,
  hintApprove: (ask) => `也可以输入：批准 ${ask} · 拒绝 ${ask}`,
  hintDecide: (ask, verbs) => `也可以输入：${verbs} ${ask}`,
  hintRun: (task) => `也可以输入：停止 ${task}`,
  hintRetry: (task) => `也可以输入：重试 ${task}`,
  confirmCancel: (task) => `停止 ${task}？已完成的部分会保留。`,
};
