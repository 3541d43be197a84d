import type { AskView } from '../contract/asks.ts';
import {
  ASK_DECISIONS,
  askLabel,
  namedDeciders,
  type Ask,
  type AskStage,
  type Decision,
  type Field,
} from '../domain/ask.ts';

/** The decisions that settle the ask, in the order of its buttons. */
export function allowedDecisions({ kind, isInDoubt }: Pick<Ask, 'kind' | 'isInDoubt'>): Decision[] {
  if (kind === 'input') return isInDoubt ? ['repeat', 'skip', 'stop'] : ['answer'];
  return Object.keys(ASK_DECISIONS[kind]) as Decision[];
}

/** An ask as the outside sees it. @param mayDecide - whether the one who looks may. */
export function showAsk(ask: Ask, mayDecide: boolean): AskView {
  const { policy } = ask;
  return {
    id: ask.id,
    number: askLabel(ask),
    kind: ask.kind,
    taskId: ask.taskId,
    taskNumber: `T-${ask.taskNumber}`,
    runId: ask.runId,
    question: ask.question,
    ...(ask.options ? { options: ask.options } : {}),
    ...(ask.takesOther ? { takesOther: true } : {}),
    ...(ask.fields ? { fields: ask.fields, schema: toSchema(ask.fields) } : {}),
    ...(ask.action ? { action: ask.action } : {}),
    ...(ask.stage ? { stage: showStage(ask.stage) } : {}),
    ...(ask.checks ? { checks: ask.checks } : {}),
    ...(ask.shortOf ? { shortOf: ask.shortOf } : {}),
    mayDecide: {
      people: namedDeciders(policy, ask.requester),
      groups: policy.groups,
      anyoneInChannel: policy.anyoneInChannel,
      tokenHolder: policy.mayTokenHolderDecide ?? false,
      quorum: policy.quorum,
      mayEdit: policy.mayEdit,
    },
    allowed: ask.state === 'open' ? allowedDecisions(ask) : [],
    isYours: ask.state === 'open' && mayDecide,
    state: ask.state,
    value: ask.value,
    decisions: ask.decisions.map(({ at, key: _, ...decision }) => ({ ...decision, at: at.toISOString() })),
    expiresAt: ask.expiresAt.toISOString(),
    version: ask.version,
    createdAt: ask.createdAt.toISOString(),
  };
}

const showStage = ({ number, stages, passed }: AskStage): AskView['stage'] => ({
  number,
  of: stages.length,
  title: stages[number - 1]?.title ?? '',
  isFourEyes: stages[number - 1]?.isFourEyes ?? false,
  passed,
});

const JSON_TYPES: Record<Field['kind'], Record<string, unknown>> = {
  text: { type: 'string' },
  long_text: { type: 'string' },
  number: { type: 'number' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  choice: { type: 'string' },
  choices: { type: 'array', items: { type: 'string' } },
};

/** The form as JSON Schema of the value that answers it. */
function toSchema(fields: readonly Field[]): Record<string, unknown> {
  const properties = fields.map((field) => [field.name, { title: field.label, ...propertyOf(field) }]);
  const required = fields.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required,
    additionalProperties: false,
  };
}

function propertyOf({ kind, options }: Field): Record<string, unknown> {
  if (!options) return JSON_TYPES[kind];
  return kind === 'choices'
    ? { type: 'array', items: { enum: options } }
    : { ...JSON_TYPES[kind], enum: options };
}
