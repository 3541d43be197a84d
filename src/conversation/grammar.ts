import { parseTaskLabel } from '../domain/task.ts';
import { isCourtesy } from './said/read-control.ts';

export const COMMANDS = [
  'new',
  'definitions',
  'teach',
  'list',
  'show',
  'run',
  'update',
  'assign',
  'take',
  'offer',
  'release',
  'pause',
  'resume',
  'stop',
  'retry',
  'done',
  'approve',
  'reject',
  'answer',
  'accept',
  'comment',
  'notify',
  'feedback',
  'defer',
  'skip',
  'link',
  'unlink',
  'archive',
  'restore',
  'schedule',
  'import',
  'stop-all',
  'release-all',
  'why',
  'inbox',
  'console',
  'help',
] as const;
export type CommandName = (typeof COMMANDS)[number];

/** How each command may be typed beside its own name. */
const SYNONYMS: Readonly<Record<CommandName, readonly string[]>> = {
  'new': ['add', 'create', '新建', '创建', '添加', '新增'],
  'definitions': ['definition', 'templates', '定义', '任务定义', '模板'],
  'teach': ['learn', '教会', '学会', '保存步骤'],
  'list': ['ls', '列表', '清单', '列出'],
  'show': ['get', 'view', '查看', '详情', '显示'],
  'run': ['start', '运行', '执行', '启动', '开始'],
  'update': ['edit', 'rename', '更新', '修改', '改名'],
  'assign': ['give', '指派', '分配', '交给'],
  'take': ['claim', '认领', '领取', '接手'],
  'offer': ['公开认领', '谁来'],
  'release': ['unclaim', '释放', '放弃认领'],
  'pause': ['hold', '暂停'],
  'resume': ['continue', 'unpause', '继续', '恢复'],
  'stop': ['cancel', 'abort', '停止', '取消', '终止'],
  'retry': ['rerun', '重试', '重新运行', '重跑'],
  'done': ['complete', 'finish', '完成', '办完'],
  'approve': ['ok', 'allow', '批准', '同意', '通过'],
  'reject': ['deny', 'refuse', 'decline', '拒绝', '驳回'],
  'answer': ['reply', '答复', '回答', '回复'],
  'accept': ['验收', '验收通过'],
  'notify': ['notifications', '通知'],
  'comment': ['note', '评论', '备注', '留言'],
  'feedback': ['revise', '反馈', '修改意见'],
  'defer': ['postpone', 'snooze', '推迟', '延期'],
  'skip': ['unblock', '跳过'],
  'link': ['depend', '依赖', '前置'],
  'unlink': ['undepend', '取消依赖', '取消前置'],
  'archive': ['close', '归档'],
  'restore': ['unarchive', 'reopen', '取消归档', '还原'],
  'schedule': ['计划', '定时'],
  'import': ['导入'],
  'stop-all': ['stopall', 'halt', '全部停止', '紧急停止'],
  'release-all': ['releaseall', '全部恢复', '全部继续'],
  'why': ['为什么', '为何', '卡在哪'],
  'inbox': ['waiting', '待办', '收件箱', '待处理'],
  'console': ['控制台', '登录'],
  'help': ['?', '？', '帮助'],
};

const BY_WORD: ReadonlyMap<string, CommandName> = new Map(
  COMMANDS.flatMap((name) => [name, ...SYNONYMS[name]].map((word) => [word, name] as const)),
);

/** Something typed that needs no model to be understood. */
export interface TypedCommand {
  name: CommandName | null;
  /** The verb as it was typed. */
  verb: string;
  /** `T-5`, where the first word after the verb is the number of a task. */
  ref: string | null;
  /** What comes after the verb and the number. */
  rest: string;
}

const normalize = (text: string): string => text.normalize('NFKC').trim();

/** Reads `<verb> [T-5] <rest>`; the name is null when there is no such verb. The rest stays as it was typed. */
export function readCommand(text: string): TypedCommand {
  const line = text.trim();
  const [, typed = '', after = ''] = /^(\S+)\s*([\s\S]*)/.exec(line) ?? [];
  const verb = normalize(typed);
  const glued = BY_WORD.has(verb.toLowerCase()) ? undefined : splitChinese(line);
  const word = glued?.verb ?? verb;
  const args = glued?.rest ?? after;
  const [, first = '', rest = ''] = /^(\S+)\s*([\s\S]*)/.exec(args) ?? [];
  const number = parseTaskLabel(normalize(first));
  return {
    name: BY_WORD.get(word.toLowerCase()) ?? null,
    verb: word,
    ref: number === undefined ? null : `T-${number}`,
    rest: (number === undefined ? args : rest).trim(),
  };
}

/** Chinese has no space after the verb: 停止T-9. */
function splitChinese(line: string): { verb: string; rest: string } | undefined {
  for (const word of BY_WORD.keys()) {
    const isMatch = /^\p{Script=Han}/u.test(word) && line.startsWith(word);
    if (isMatch && /^t-?\d/i.test(normalize(line.slice(word.length))))
      return { verb: word, rest: line.slice(word.length) };
  }
  return undefined;
}

/**
 * A plain message that is a command: with `task` or `任务` before it, or a verb with the number of a task and at most courtesy.
 * A slip is one with no name: `/task` with an unknown verb, `task` with an unknown verb and a number, or nothing but a verb that is
 * near one and a number. Anything else is for the agent. Undefined when it is none.
 */
export function findCommand(text: string): TypedCommand | undefined {
  const line = text.trim();
  const [, slash = '', first = '', after = ''] = /^([/／]?)(\S+)\s*([\s\S]*)/.exec(line) ?? [];
  if (/^(?:task|任务)$/i.test(normalize(first))) {
    const command = readCommand(after || 'help');
    // "Task console errors" names work, and no command.
    if (command.name === 'console' && command.rest && !slash) return undefined;
    return command.name || slash || namesFirst(after) || isSlip(command) ? command : undefined;
  }
  if (/^\/?help$|^帮助$/i.test(normalize(line))) return readCommand('help');
  const command = readCommand(line);
  if (!command.ref || !isCourtesy(command.rest)) return undefined;
  return command.name || nearestCommand(command.verb) ? { ...command, rest: '' } : undefined;
}

/** `shwo T-26`, `aprove A-4`: a verb and a number, so that it is a slip rather than talk. */
const namesFirst = (after: string): boolean => {
  const [, , second = ''] = /^(\S+)\s+(\S+)/.exec(after) ?? [];
  const label = normalize(second);
  return parseTaskLabel(label) !== undefined || /^[as]-\d{1,9}$/i.test(label);
};

/** Behind `task` the word for a command with a letter missing or changed; a plural, or a short word before others, may be talk. */
function isSlip({ verb, rest }: TypedCommand): boolean {
  const near = /^[a-z-]{4,}$/i.test(verb) ? nearestCommand(verb) : null;
  return near !== null && (rest === '' || (verb.length > 4 && verb.length <= near.length));
}

const KNOWN_WORDS = [...COMMANDS, ...COMMANDS.flatMap((name) => SYNONYMS[name])];
const LONGEST = Math.max(...KNOWN_WORDS.map((word) => word.length));

/** The word of a command that is nearest to what was typed, when it is near: names before other words for the same. */
export function nearestCommand(verb: string): string | null {
  const typed = normalize(verb).toLowerCase();
  if (typed.length > LONGEST * 2) return null;
  const [best] = KNOWN_WORDS.map((word) => ({ word, edits: distance(typed, word) })).toSorted(
    (a, b) => a.edits - b.edits,
  );
  return best && best.edits < best.word.length && best.edits <= Math.max(1, Math.floor(best.word.length / 4))
    ? best.word
    : null;
}

/** Edits between two words; neighbours that changed places count as one. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...Array<number>(b.length).fill(0)]);
  const at = (i: number, j: number): number =>
    i < 0 || j < 0 ? Number.POSITIVE_INFINITY : (rows[i]?.[j] ?? Number.POSITIVE_INFINITY);
  for (let j = 1; j <= b.length; j += 1) (rows[0] as number[])[j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      (rows[i] as number[])[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost, swap);
    }
  }
  return at(a.length, b.length);
}
