/** A task as `manage_tasks` tells of it. Everything may be missing: what is not known is not said. */
export interface ToldTask {
  number?: string;
  title?: string;
  label?: string;
  priority?: string;
  due?: string;
  assignee?: string;
  result?: string;
  error?: string;
  deduplicated?: boolean;
}

export interface ToolResult {
  isError: boolean;
  action?: string;
  tasks: ToldTask[];
  candidates: ToldTask[];
  count?: number;
  /** How many more there are; true when it is not told. */
  more?: number | true;
  text?: string;
  /** Every plain value by its name. */
  fields: Readonly<Record<string, unknown>>;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asText = (value: unknown): string | undefined =>
  typeof value === 'string' && value ? value : typeof value === 'number' ? String(value) : undefined;

const TOLD = ['number', 'title', 'label', 'priority', 'due', 'assignee', 'result', 'error'] as const;

function toTask(value: unknown): ToldTask[] {
  if (!isObject(value)) return [];
  const pairs = TOLD.flatMap((name) => {
    const text = asText(value[name]);
    return text === undefined ? [] : [[name, text] as const];
  });
  return [{ ...Object.fromEntries(pairs), ...(value.deduplicated === true ? { deduplicated: true } : {}) }];
}

const toTasks = (value: unknown): ToldTask[] =>
  Array.isArray(value) ? value.flatMap(toTask) : toTask(value);

/** Reads what a tool answered; text that is no JSON object is kept as it is. */
export function readResult(text: string, isError: boolean): ToolResult {
  const value = parse(text);
  if (!isObject(value))
    return { isError, tasks: [], candidates: [], text: asText(value) ?? text, fields: {} };
  const failed = isError || value.ok === false || (value.error !== undefined && value.error !== null);
  const told = failed
    ? (asText(value.error) ?? asText(value.text) ?? asText(value.message))
    : (asText(value.text) ?? asText(value.message));
  const { action, count, more } = value;
  return {
    isError: failed,
    tasks: toTasks(value.tasks ?? value.task),
    candidates: toTasks(value.candidates ?? []),
    fields: value,
    ...(typeof action === 'string' ? { action } : {}),
    ...(told === undefined ? {} : { text: told }),
    ...(typeof count === 'number' ? { count } : {}),
    ...(more === true || typeof more === 'number' ? { more } : {}),
  };
}

const ANSWERED = /^(?:Answer from .+?: |Nobody answered in time; the default counts: )(?<value>.*)/s;
/** What stands around a page; after `content` comes the mark that the end repeats. */
const FRAME = { begin: '<<<content ', edge: '>>>\n', end: '\n<<<end of content ' };

/** What people answered, without the words around it: plain text, or the values of a form by field. */
export function answerIn({ fields, text = '' }: ToolResult): unknown {
  const told = fields.answer ?? fields.value ?? fields.values;
  if (told !== undefined) return told;
  const value = ANSWERED.exec(text)?.groups?.value ?? text;
  const parsed = parse(value);
  return isObject(parsed) || Array.isArray(parsed) ? parsed : value;
}

/** The page that was read, without the marks that set it apart. */
export function contentIn({ text = '' }: ToolResult): string {
  const begin = text.indexOf(FRAME.begin);
  const [mark = ''] = text.slice(begin + FRAME.begin.length, begin + FRAME.begin.length + 100).split(' ', 1);
  const from = begin === -1 ? -1 : text.indexOf(FRAME.edge, begin);
  const to = text.lastIndexOf(`${FRAME.end}${mark}>>>`);
  return from === -1 || to < from ? text : text.slice(from + FRAME.edge.length, to);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // Tools may answer in plain words: those are the result.
  }
}
