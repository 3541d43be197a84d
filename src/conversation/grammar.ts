import { parseAskLabel, type Decision } from '../domain/ask.ts';
import { parseTaskLabel } from '../domain/task.ts';

export const COMMANDS = [
  'new',
  'list',
  'show',
  'run',
  'update',
  'assign',
  'pause',
  'resume',
  'stop',
  'retry',
  'approve',
  'reject',
  'answer',
  'review',
  'comment',
  'defer',
  'archive',
  'schedule',
  'why',
  'inbox',
  'help',
] as const;
export type CommandName = (typeof COMMANDS)[number];

/** How each command may be typed beside its own name. */
const SYNONYMS: Readonly<Record<CommandName, readonly string[]>> = {
  new: ['add', 'create', '新建', '创建', '添加', '新增'],
  list: ['ls', '列表', '清单', '列出'],
  show: ['get', 'view', '查看', '详情', '显示'],
  run: ['start', '运行', '执行', '启动', '开始'],
  update: ['edit', 'rename', '更新', '修改', '改名'],
  assign: ['give', '指派', '分配', '交给'],
  pause: ['hold', '暂停'],
  resume: ['continue', 'unpause', '继续', '恢复'],
  stop: ['cancel', 'abort', '停止', '取消', '终止'],
  retry: ['rerun', '重试', '重新运行', '重跑'],
  approve: ['ok', 'allow', '批准', '同意', '通过'],
  reject: ['deny', 'refuse', 'decline', '拒绝', '驳回', '不同意'],
  answer: ['reply', '答复', '回答', '回复'],
  review: ['accept', '验收'],
  comment: ['note', '评论', '备注', '留言'],
  defer: ['postpone', 'snooze', '推迟', '延期'],
  archive: ['close', '归档'],
  schedule: ['计划', '定时'],
  why: ['为什么', '为何', '卡在哪'],
  inbox: ['waiting', '待办', '收件箱', '待处理'],
  help: ['?', '？', '帮助'],
};

const BY_WORD: ReadonlyMap<string, CommandName> = new Map(
  COMMANDS.flatMap((name) => [name, ...SYNONYMS[name]].map((word) => [word, name] as const)),
);

/** Something typed that needs no model to be understood. */
export interface TypedCommand {
  name: CommandName | null;
  /** The verb as it was typed. */
  verb: string;
  /** `T-5` or `A-9`, where the first word after the verb is one. */
  ref: string | null;
  /** What comes after the verb and the number. */
  rest: string;
}

/** Decisions that can be typed with an ask's number, and what each is. */
export const TYPED_DECISIONS: Partial<Record<CommandName, Decision>> = {
  approve: 'approve',
  reject: 'reject',
  answer: 'answer',
  review: 'accept',
  resume: 'resume',
  retry: 'repeat',
  stop: 'stop',
};

/** Reads `<verb> [T-5|A-9] <rest>`; the name is null when there is no such verb. */
export function readCommand(text: string): TypedCommand {
  const line = text.normalize('NFKC').trim();
  const [, verb = '', after = ''] = /^(\S+)\s*([\s\S]*)$/.exec(line) ?? [];
  const glued = BY_WORD.has(verb.toLowerCase()) ? undefined : splitChinese(line);
  const word = glued?.verb ?? verb;
  const args = glued?.rest ?? after;
  const [, first = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(args) ?? [];
  const isRef = parseTaskLabel(first) !== undefined || parseAskLabel(first) !== undefined;
  return {
    name: BY_WORD.get(word.toLowerCase()) ?? null,
    verb: word,
    ref: isRef ? first.toUpperCase() : null,
    rest: (isRef ? rest : args).trim(),
  };
}

/** Chinese has no space after the verb: 批准A-9. */
function splitChinese(line: string): { verb: string; rest: string } | undefined {
  for (const word of BY_WORD.keys()) {
    const isMatch = /^\p{Script=Han}/u.test(word) && line.startsWith(word);
    if (isMatch && /^\s*[aAtT]-?\d/.test(line.slice(word.length)))
      return { verb: word, rest: line.slice(word.length) };
  }
  return undefined;
}

/**
 * A plain message that is a command: with `task` or `任务` before it, or a verb with the number of a task or an ask. Anything
 * else is for the agent. Undefined when it is none.
 */
export function findCommand(text: string): TypedCommand | undefined {
  const line = text.normalize('NFKC').trim();
  const prefixed = /^\/?(?:task|任务)\s+(\S[\s\S]*)$/i.exec(line);
  if (prefixed) {
    const command = readCommand(prefixed[1] ?? '');
    return command.name ? command : undefined;
  }
  if (/^\/?help$|^帮助$/i.test(line)) return readCommand('help');
  const command = readCommand(line);
  if (!command.name || !command.ref) return undefined;
  const isDecision = command.ref.startsWith('A') && command.name in TYPED_DECISIONS;
  const isBare = command.ref.startsWith('T') && command.rest === '';
  return isDecision || isBare ? command : undefined;
}

/** A nod or a refusal without a number, such as one gives where only one thing can be meant. */
export function readBareDecision(text: string): 'approve' | 'reject' | undefined {
  const word = text
    .normalize('NFKC')
    .trim()
    .replace(/[.!。!]+$/u, '')
    .toLowerCase();
  const name = BY_WORD.get(word);
  return name === 'approve' || name === 'reject' ? name : undefined;
}

/** Words that steer work rather than answer its question. */
export const isControlWord = (text: string): boolean =>
  /^(?:stop|cancel|pause|abort|help|why|status)(?:\s+(?:it|this|that))?[.!?]?$|^(?:停止|取消|暂停|帮助|为什么|状态)[。!?！？]?$/iu.test(
    text.trim(),
  );

/** The command whose name is nearest to what was typed, when it is near. */
export function nearestCommand(verb: string): CommandName | null {
  const [best] = COMMANDS.map((name) => ({ name, distance: distance(verb.toLowerCase(), name) })).toSorted(
    (a, b) => a.distance - b.distance,
  );
  return best && best.distance <= Math.max(1, Math.floor(best.name.length / 2)) ? best.name : null;
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
