import type { ApprovalReason } from '../../domain/ask.ts';
import type { DoubtReason } from '../../domain/doubt.ts';
import type { CardWords } from '../en/cards.ts';
import { spanText } from '../parts/span-text.ts';

const UNITS = { hours: '小时', minutes: '分', seconds: '秒' };

/** Why a call needs an approval; nothing where the configuration asks for it each time. */
const askedBecause: Record<Exclude<ApprovalReason, 'always'>, string> = {
  outside_text: '需要批准的原因：此任务读取过外部文本，其中可能夹带他人的指令。',
  new_host: '需要批准的原因：此任务读取过外部文本，且没有人提到过这个网站。对方会看到网址中的全部内容。',
  in_doubt: '需要再次批准的原因：此操作可能已经执行过。它曾获批准并已开始，但不知道是否真正执行。',
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

/** A name between Chinese characters: what begins or ends in Latin letters stands a little apart from them. */
const apart = (name: string): string => `${/^[\p{Script=Latin}\d]/u.test(name) ? ' ' : ''}${ahead(name)}`;
const ahead = (name: string): string => `${name}${/[\p{Script=Latin}\d]$/u.test(name) ? ' ' : ''}`;

/** Whom a run waits for, and for what. */
const waitingFor: CardWords['waitingFor'] = {
  input: (who) => `等待${apart(who)}回答`,
  approval: (who) => `等待${apart(who)}审批`,
  pre_approval: (who) => `等待${apart(who)}批准开始`,
  review: (who) => `等待${apart(who)}验收`,
  takeover: (who) => `等待${apart(who)}接管`,
  pause: (who) => `等待${apart(who)}继续`,
};

const calls: CardWords['calls'] = {
  approval: '请审批：',
  pre_approval: '请审批是否开始：',
  review: '请验收：',
  takeover: '需要您操作：',
};

const mayDo: CardWords['mayDo'] = {
  input: (who) => `由${apart(who)}回答`,
  approval: (who) => `由${apart(who)}审批`,
  pre_approval: (who) => `由${apart(who)}审批`,
  review: (who) => `由${apart(who)}验收`,
  takeover: (who) => `由${apart(who)}接管`,
  pause: (who) => `由${apart(who)}继续`,
};

const news: CardWords['news'] = {
  approve: (who, what) => `${ahead(who)}已批准“${what}”`,
  reject: (who, what) => `${ahead(who)}已拒绝“${what}”`,
  answer: (who, what) => `${ahead(who)}已回答“${what}”`,
  accept: (who, what) => `${ahead(who)}已通过“${what}”`,
  request_changes: (who, what) => `${ahead(who)}要求修改“${what}”`,
  resume: (who, what) => `${ahead(who)}已继续“${what}”`,
  hand_back: (who, what) => `${ahead(who)}已完成“${what}”`,
  repeat: (who, what) => `${ahead(who)}选择重做：${what}`,
  skip: (who, what) => `${ahead(who)}选择跳过：${what}`,
  stop: (who, what) => `${ahead(who)}选择到此为止：${what}`,
};

const expired: CardWords['expired'] = {
  input: (what) => `无人及时回答：${what}`,
  approval: (what) => `无人及时审批，因此没有执行：${what}`,
  pre_approval: (what) => `无人及时审批，因此没有开始：${what}`,
  review: (what) => `无人及时验收：${what}`,
  takeover: (what) => `无人及时接管：${what}`,
  pause: (what) => `无人及时继续：${what}`,
};

export const zhCards: CardWords = {
  toolFailed: (tool, detail) => `${tool} 执行失败：${detail}`,
  stepManageTasks: (action, what) => `任务操作：${action}${what ? ` ${what}` : ''}`,
  stepAsk: (question) => `提问：${question}`,
  stepAskApproval: (question) => `请求批准：${question}`,
  stepTakeover: (what) => `人工接管：${what}`,
  stepAnswer: (ask) => `记录对 ${ask} 的回答`,
  stepSave: (name) => `保存 ${name}`,
  stepReadFile: (name) => (name ? `读取 ${name}` : '读取文件'),
  stepGet: (place) => `读取 ${place}`,
  stepSend: (method, host) => `向 ${host} 发送 ${method} 请求`,
  stepOpen: (page) => `打开 ${page}`,
  stepGo: { back: '返回上一页', reload: '重新加载页面' },
  stepLook: '查看页面',
  stepFill: (count) => `填写 ${count} 个字段`,
  stepPress: (what) => `点击“${what}”`,
  stepKey: (key) => `按下 ${key} 键`,
  stepReadValue: (name) => `读取“${name}”`,
  stepWait: '等待页面',
  stepTool: (tool) => `使用 ${tool}`,
  stepFinish: '完成工作',
  stepEndEarly: '提前结束',
  stepUnclear: '未能理解的一步',
  partLine: (at, title, task, label) => `${at}. ${title}（${task}，${label}）`,
  partsDone: (done, all) => `已完成 ${done}/${all}`,
  partEnded: (task, title, reason) => `${task} ${title}：${reason}`,
  partIsYours: (task, title, work) =>
    `**${task} ${title}** 现在由您处理。\n\n${work}\n\n完成后请输入：任务 完成 ${task} <结果>`,
  stepThinking: '正在决定下一步',
  stepTimes: (title, count) => `${title}（${count} 次）`,
  stepsRead: (host, count) => `读取了 ${host} 的 ${count} 个页面`,
  stepsDone: (count) => `已完成 ${count} 步`,
  stepCount: (count) => `共 ${count} 步`,
  attempt: (count) => `第 ${count} 次`,
  pausing: '完成这一步后暂停……',
  waitingFor,
  pausedBy: (name, note) => `由 ${name} 暂停${note ? `：${note}` : ''}`,
  failedBecause: (message) => `失败：${message}`,
  triedAgain: (moment) => `将于 ${moment} 再试一次。`,
  cancelledBy: (name, note) => `由 ${name} 停止${note ? `：${note}` : ''}`,
  endedEarly: (reason) => `提前结束：${reason}`,
  span: (ms) => spanText(ms, UNITS),
  usually: (span) => `通常用时 ${span}`,
  usuallyNow: (span, now) => `通常用时 ${span}，现已 ${now}`,
  took: (ms) => `用时 ${spanText(ms, UNITS)}`,
  fileChanged: (name, from, to, added, removed) =>
    `${name}，v${from} → v${to}：新增 ${added} 行，删除 ${removed} 行`,
  fileDiffers: (name, from, to) => `${name}，v${from} → v${to}：改动太大，无法在此显示`,
  moreLines: (count) => `……另有 ${count} 行`,
  calls,
  mayDo,
  news,
  expired,
  either: (names) => names.join(' 或 '),
  anyoneHere: '此处的任何人',
  anyoneFirst: '此处的任何人',
  nobodyMay: '暂无人可以决定：请在 errand.yaml 中指定审批人。',
  nobody: '（暂无人，请在 errand.yaml 中指定审批人）',
  votes: (have, need) => `${need} 人中已有 ${have} 人批准`,
  votesBy: (names, have, need) => `${ahead(names)}已批准（${have}/${need}）`,
  expires: (moment) => `截止 ${moment}`,
  until: '截止',
  askedForBy: (name, task) => `${name} 发起，任务“${task}”`,
  askedBecause,
  settledWith: (settled, what) => `${settled}：${what}`,
  withdrawn: (what) => `不再需要：${what}`,
  whatWasAsked: '当时请求的内容',
  decidedAt: (what, name, moment) => `${what}：${name}，${moment}`,
  decidedChanged: (what) => `${what}（有修改）`,
  decidedBefore: (line) => `${line}（修改之前）`,
  nobodyAnsweredInTime: '无人及时回答。',
  defaultCounts: (answer) => `已按此处理：${answer}`,
  changedFrom: (name) => `${name} 在批准前作了修改；“-” 为智能体原来的请求：`,
  quorumShort: (need, names) =>
    `需要 ${need} 人批准，但只有以下人员可以批准：${names || '无'}。请联系 Errand 管理员增加审批人。`,
  reviewersShort: (need, names) =>
    `本阶段需要 ${need} 人通过，但只有以下人员可以验收：${names || '无'}。请联系 Errand 管理员增加验收人。`,
  stage: (number, of, title) => `第 ${number}/${of} 阶段：${title}`,
  stagePassed: (title, names) => `✓ ${title}：${names}`,
  fourEyes: '提出人、完成人以及此前已通过的人不能验收',
  yesOrNo: (is) => (is ? '是' : '否'),
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
  reminder: (what, moment, ask) => `仍在等您处理，截止 ${moment}：${what}（${ask}）`,
  lockAbout: (what, task) => `${what}（${task}）`,
  lockTask: (state, task, detail) => `${state}：${task}${detail ? `。${detail}` : ''}`,
  hintAnswer: (ask) => `也可以输入：回答 ${ask} ……`,
  hintOther: (ask) => `其他回答：回答 ${ask} ……`,
  hintForm: (ask, labels) => `也可以输入：回答 ${ask} ${labels.map((label) => `${label}：…`).join('；')}`,
  hintApprove: (ask) => `也可以输入：批准 ${ask} · 拒绝 ${ask} ……`,
  hintDecide: (ask, verbs) => `也可以输入：${verbs} ${ask}`,
  hintRun: (task) => `也可以输入：停止 ${task}`,
  hintRetry: (task) => `也可以输入：重试 ${task}`,
  confirmDeletion: (what) => `${what}？删除后无法恢复。`,
  confirmCancel: (task) => `停止“${task}”？已完成的部分会保留。`,
};
