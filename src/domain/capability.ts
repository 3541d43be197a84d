/**
 * What is kept of an element of a page to know it again when the page has changed. Role and name are enough for what a person writes;
 * the rest is recorded while an agent explores. The role `text` is for what bears exactly these words and is no control.
 */
export interface StepTarget {
  role: string;
  name: string;
  testId?: string | undefined;
  id?: string | undefined;
  /** The name that a field is sent by. */
  field?: string | undefined;
  placeholder?: string | undefined;
  /** What stands in its row, or in its card, and in no other one. */
  row?: string[] | undefined;
  /** How many texts that row or card had. */
  rowSize?: number | undefined;
  /** The heading above it. */
  heading?: string | undefined;
  /** The parts of the page that it stands in, such as `main`. */
  landmarks?: string[] | undefined;
  /** The names of the controls before and after it. */
  near?: string[] | undefined;
  /** Where it stands among those of its role: 0 for the first one, 1 for the last. */
  place?: number | undefined;
}

export type StepValue = string | boolean | string[];

export const OUTPUT_KINDS = ['text', 'number'] as const;
export type OutputKind = (typeof OUTPUT_KINDS)[number];

/** What a run read for its result, under the name that its definition gives it. */
export interface RunOutput {
  name: string;
  value: string | number;
}

/** One step of recorded work. `{name}` in a text is a parameter, `{{name}}` as a value a secret that is typed by its name. */
export type CapabilityStep =
  | { do: 'open'; url: string }
  /** `sends` is false where what the page wants to send on it is of no account; else it is put to people, and sent. */
  | { do: 'press'; target: StepTarget; dialog?: string | undefined; sends?: boolean | undefined }
  /** Types, ticks or chooses. */
  | { do: 'fill'; target: StepTarget; value: StepValue }
  | { do: 'key'; key: string; target?: StepTarget | undefined }
  /** Keeps as an output what stands in the place of `*` in these words. */
  | { do: 'read'; name: string; text: string; kind?: OutputKind | undefined }
  /** Fails unless words are there, or gone, or the page is this one: `/orders/*`. */
  | { do: 'check'; text?: string | undefined; gone?: string | undefined; page?: string | undefined };

/** What becomes of the work when a step fails: it ends as failed, goes on without the step, or an agent takes over from there. */
export const STEP_FAILURE_RULES = ['stop', 'skip', 'agent'] as const;
export type StepFailureRule = (typeof STEP_FAILURE_RULES)[number];

/** What makes a definition one that is done without a model. */
export interface Capability {
  steps: CapabilityStep[];
  onFailure: StepFailureRule;
}

/** A target with its values in it. */
export interface FilledTarget extends StepTarget {
  /** The values: an element that has one of them neither in its name nor in its row is another one. */
  must?: string[] | undefined;
}
