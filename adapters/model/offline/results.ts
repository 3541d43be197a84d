/** A task as `manage_tasks` tells of it. Everything may be missing: what is not known is not said. */
export type ToldTask = Partial<
  Record<'number' | 'title' | 'label' | 'priority' | 'due' | 'assignee' | 'result' | 'error', string>
> & { deduplicated?: boolean };

export interface ToolResult {
  isError: boolean;
  action?: string;
  tasks: readonly ToldTask[];
  candidates: readonly ToldTask[];
  count?: number;
  /** How many more there are; true when it is not told. */
  more?: number | true;
  text?: string;
  /** All that was told, by its name. */
  fields: Readonly<Record<string, unknown>>;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // Tools may answer in plain words: those are the result.
  }
}

/** Reads what a tool answered; text that is no JSON object is kept as it is. */
export function readResult(said: string, isError: boolean): ToolResult {
  const value = parse(said);
  if (!isObject(value)) return { isError, tasks: [], candidates: [], text: said, fields: {} };
  // Our own tools answer so; `task` where there is one.
  const { error, text, message, ...told } = value as Partial<ToolResult> & {
    task?: ToldTask;
    [name: string]: unknown;
  };
  const problem = value.ok === false || (error !== undefined && error !== null);
  const words = [problem ? error : undefined, text, message].find(
    (one) => typeof one === 'string' && one !== '',
  );
  const { tasks = told.task ? [told.task] : [], candidates = [] } = told;
  const { action, count, more } = told;
  return {
    isError: isError || problem,
    tasks,
    candidates,
    fields: value,
    ...(action === undefined ? {} : { action }),
    ...(typeof words === 'string' ? { text: words } : {}),
    ...(count === undefined ? {} : { count }),
    ...(more === undefined ? {} : { more }),
  };
}

const ANSWERED = /^(?:Answer from .+?: |Nobody answered in time; the default counts: )(?<value>.*)/s;

/** What people answered, without the words around it: plain text, or the values of a form by field. */
export function answerIn({ fields, text = '' }: ToolResult): unknown {
  const told = fields.answer ?? fields.value ?? fields.values;
  const parsed = told ?? parse(ANSWERED.exec(text)?.groups?.value ?? text);
  return typeof parsed === 'number' || typeof parsed === 'boolean' ? String(parsed) : parsed;
}

/** What stands around a page; after `content` comes the mark that the end repeats. */
const FRAME = { begin: '<<<content ', edge: '>>>\n', end: '\n<<<end of content ' };

/** The page that was read, without the marks that set it apart. */
export function contentIn({ text = '' }: ToolResult): string {
  const begin = text.indexOf(FRAME.begin);
  const [mark = ''] = text.slice(begin + FRAME.begin.length, begin + FRAME.begin.length + 100).split(' ', 1);
  const from = begin === -1 ? -1 : text.indexOf(FRAME.edge, begin);
  const to = text.lastIndexOf(`${FRAME.end}${mark}>>>`);
  return from === -1 || to < from ? text : text.slice(from + FRAME.edge.length, to);
}
