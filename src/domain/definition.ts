import type { Field } from './ask.ts';
import type { BulkChange } from './bulk-change.ts';
import type { Capability } from './capability.ts';
import type { EvidenceRules } from './evidence.ts';
import type { NotifyPolicy } from './notify.ts';
import type { PersonRef, ThreadRef } from './person.ts';
import type { Workflow } from './workflow.ts';

/** What is to come out of the work. The words that ask for each stand in `src/words`. */
export const OUTPUT_TYPES = ['freeform', 'report', 'summary', 'list', 'data'] as const;
export type OutputType = (typeof OUTPUT_TYPES)[number];

/** What has to be known before the work can begin. */
export interface Parameter extends Omit<Field, 'value'> {
  /** What an optional one is when nothing is given. It never stands in for a required one. */
  default?: NonNullable<Field['value']>;
}

/** A stage as a definition has it; what it does not say is as for every review. */
export interface DefinedStage {
  title: string;
  reviewedBy: {
    people: string[];
    groups: string[];
    anyoneInChannel: boolean;
    requester: boolean;
    quorum: number;
  };
  isFourEyes: boolean;
}

/** A unit of work that is used again and again. Tasks are made from it; it knows nothing of them. */
export interface Definition {
  id: string;
  /** What people type, such as `weekly-report`. */
  key: string;
  name: string;
  /** `foldName` of the name: no two definitions have one name. */
  nameKey: string;
  description: string;
  /** What is to be done, with `{parameter}` where a value goes. */
  instructions: string;
  outputType: OutputType;
  parameters: Parameter[];
  /** The tools that its runs may use, of those that the agent has. Empty: all of the agent's. */
  tools: string[];
  agentId: string | null;
  isReviewRequired: boolean;
  /** A run that saved files hands them in for review; absent: only where each is reviewed. */
  isDraftReviewRequired?: boolean;
  /** The stages that its work is reviewed in; absent or empty for those of the configuration. */
  reviewStages?: DefinedStage[];
  /** What has to be there before its work counts as done; absent or null where nothing has to. */
  evidence?: EvidenceRules | null;
  isStartApprovalRequired: boolean;
  /** How often a run that failed before it did anything but reading is tried again by itself; null leaves it to the limits. */
  retries: number | null;
  /** How much is told of its tasks; absent or null leaves it to each. */
  notify?: NotifyPolicy | null;
  /** Of a workflow: the tasks that it consists of. Absent or null for work that is one task. */
  workflow?: Workflow | null;
  /** Of work that is done in a browser without a model: its steps. Absent or null for work that an agent does. */
  capability?: Capability | null;
  /** Whether new tasks can be made from it. */
  isActive: boolean;
  /** Two creates with one key are one definition: the id when nothing better is known. */
  dedupeKey: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** What a task keeps of its definition: what is changed there later does not reach it. */
export interface TaskDefinition extends Pick<
  Definition,
  'id' | 'key' | 'version' | 'instructions' | 'tools'
> {
  /** Absent where the limits decide. */
  retries?: number;
  /** Its work is reviewed, whatever the task says; absent in tasks of before it was kept. */
  isReviewRequired?: boolean;
  isDraftReviewRequired?: true;
  reviewStages?: DefinedStage[];
  /** The tasks that it consists of, where it is a workflow. */
  workflow?: Workflow;
  /** Its steps, where it is done without a model. */
  capability?: Capability;
  /** What it asks for. */
  asks: Parameter[];
  parameters: Record<string, unknown>;
}

/** A task that somebody began to make from a definition, while values are still missing. */
export interface Draft {
  id: string;
  definitionId: string;
  /** The definition's name, for whoever is asked. */
  title: string;
  person: PersonRef;
  place: ThreadRef;
  /** `threadKey` of the place. */
  threadKey: string;
  locale: string;
  /** Start on the task at once. */
  isToRun: boolean;
  /** Asked one after the other, where there are no forms. */
  isStepwise: boolean;
  values: Record<string, unknown>;
  /** What was missing when it was begun: the form. */
  fields: Field[];
  /** What opens the form at once; null where there is nothing that does. */
  trigger: string | null;
  /** Instead of values: changes to several tasks that wait for one word. */
  changes?: BulkChange[];
  state: 'open' | 'done' | 'cancelled';
  /** `T-42`, once it is made. */
  taskLabel: string | null;
  /** The message that was taken last: a repeat of it is not taken as the next answer. */
  lastKey: string | null;
  version: number;
  createdAt: Date;
  expiresAt: Date;
}

const PLACE = /\{([\p{L}_][\p{L}\p{N}_-]*)\}/gu;
const PLACE_OR_RESULT = /\{(?:([\p{L}_][\p{L}\p{N}_-]*)|taskResult:([\p{L}\p{N}_-]+)(?:\|([^{}]*))?)\}/gu;

/** The names that stand in braces in the text, each once. */
export const placesIn = (text: string): string[] => [
  ...new Set(Array.from(text.matchAll(PLACE), ([, name = '']) => name)),
];

/** Puts the values in their places, all at once and as they are: braces and `$&` in a value mean nothing. */
export const fillPlaces = (
  text: string,
  values: Readonly<Record<string, unknown>>,
  results?: ReadonlyMap<string, string>,
): string =>
  text.replace(PLACE_OR_RESULT, (whole, name?: string, key?: string, fallback?: string) => {
    if (name !== undefined) return Object.hasOwn(values, name) ? toText(values[name]) : '';
    return results ? (results.get(key ?? '') ?? fallback ?? '') : whole;
  });

/** A value as people and models read it. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(toText).join(', ');
  return JSON.stringify(value) ?? '';
}

/** The instructions with the task's values in them; empty for a task without a definition. */
export function instructionsOf(
  definition: TaskDefinition | null | undefined,
  results?: ReadonlyMap<string, string>,
): string {
  if (!definition) return '';
  const { instructions, parameters, workflow } = definition;
  // Whoever looks at a workflow, or approves its start, sees what its tasks are to do.
  const parts = workflow?.tasks.map((one, at) => `${at + 1}. ${one.title}: ${one.instructions}`) ?? [];
  return fillPlaces([instructions, ...parts].join('\n\n'), parameters, results);
}

/** What is to be done on a task: by its definition, and in the words of whoever made it. */
export const workOf = ({
  definition,
  description,
}: {
  definition?: TaskDefinition | null;
  description: string;
}): string => [instructionsOf(definition), description].filter(Boolean).join('\n\n');

/** The tools that are in both lists. An empty list of the definition means no restriction. */
export const narrowTools = (ofAgent: readonly string[], ofDefinition: readonly string[]): string[] =>
  ofDefinition.length === 0 ? [...ofAgent] : ofAgent.filter((tool) => ofDefinition.includes(tool));

/** A parameter as a field of a form. What is optional is filled in already, to be changed. */
export const fieldOf = ({ default: preset, ...field }: Parameter): Field =>
  preset === undefined || field.isRequired ? field : { ...field, value: preset };
