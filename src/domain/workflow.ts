/** One of the tasks that a workflow consists of. */
export interface TaskTemplate {
  /** What others name it by, such as `draft`. */
  key: string;
  title: string;
  /** What is to be done, with `{parameter}` and `{taskResult:key}` where a value goes. */
  instructions: string;
  /** Null for the agent of the workflow. */
  agentId: string | null;
  /** A person, by name or id, whose work it is; null for agents. */
  assignee: string | null;
  /** The keys of those that it waits for. Null: as its place and `isParallel` say. */
  needs: string[] | null;
  isParallel: boolean;
  isDeliverable: boolean;
}

/** What becomes of a workflow when a task of it fails: it stops, or goes on without what that one would have given. */
export const FAILURE_RULES = ['stop', 'continue'] as const;
export type FailureRule = (typeof FAILURE_RULES)[number];

/** What makes a definition a workflow. */
export interface Workflow {
  tasks: TaskTemplate[];
  /** Each task is shown what was done before it, not only the results that it names. */
  memory: boolean;
  onFailure: FailureRule;
}

/** Of a task that is part of a workflow. */
export interface Part {
  key: string;
  /** The run of the workflow that let it go last; 0 while none has. */
  round: number;
  /** When each that it stood on was completed, as milliseconds, by key: another time is another result. */
  used: Record<string, number>;
  /** The keys of those that it waits for. */
  needs: string[];
  memory: boolean;
}

const REFERENCE = /\{taskResult:([\p{L}\p{N}_-]+)(?:\|([^{}]*))?\}/gu;

/** The references in a text, each as it was written. `fallback` is what stands in for a result that is not there. */
export const referencesIn = (text: string): { key: string; fallback: string | undefined }[] =>
  Array.from(text.matchAll(REFERENCE), ([, key = '', fallback]) => ({ key, fallback }));

/** What looks like a reference or a place, and is none: two braces, or a name that cannot be read. */
export const braceMistakes = (text: string): string[] =>
  Array.from(
    text.replace(REFERENCE, '').matchAll(/\{\{[^{}\n]{0,80}\}\}|\{taskResult\b[^}\n]{0,80}\}?/gu),
    ([it]) => it,
  );

/** `{taskResult:task2}` names the second task: from now on by its key, so that another order moves nothing. */
export const freezeReferences = (text: string, keys: readonly string[]): string =>
  text.replace(REFERENCE, (whole, key: string, fallback: string | undefined) => {
    const known = keyNamed(key, keys);
    if (known === undefined) return whole;
    return `{taskResult:${known}${fallback === undefined ? '' : `|${fallback}`}}`;
  });

/** The key that is meant by a key, or by `task2`. */
export function keyNamed(name: string, keys: readonly string[]): string | undefined {
  if (keys.includes(name)) return name;
  const place = /^task(\d{1,3})$/.exec(name)?.[1];
  return place === undefined ? undefined : keys[Number(place) - 1];
}

/**
 * For each task the keys of those that it waits for. One without `isParallel` waits for all before it, and all after it wait for it;
 * those that are parallel and stand together run side by side. What a task quotes it waits for.
 */
export function edgesOf(tasks: readonly TaskTemplate[]): string[][] {
  let barrier: string | undefined;
  let since: string[] = [];
  return tasks.map(({ key, instructions, needs, isParallel }) => {
    const quoted = referencesIn(instructions).map((one) => one.key);
    const last = barrier === undefined ? [] : [barrier];
    const before = isParallel ? (needs ?? last) : [...(since.length > 0 ? since : last), ...(needs ?? [])];
    if (isParallel) since.push(key);
    else [barrier, since] = [key, []];
    return [...new Set([...before, ...quoted])];
  });
}
