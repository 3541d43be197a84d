import { askPeopleInput, type AskPeopleInput } from '../contract/tools.ts';
import type { Ask, Field } from '../domain/ask.ts';
import { prompt } from '../shared/prompts.ts';
import { shorten } from '../shared/text.ts';
import { answer, defineTool, refuse, type AskDraft, type Tool, type ToolResult } from '../agent/tool.ts';

/** What people read of the step. */
const STEPS = {
  text: 'stepAsk',
  choice: 'stepAsk',
  form: 'stepAsk',
  approval: 'stepAskApproval',
  takeover: 'stepTakeover',
} as const satisfies Record<AskPeopleInput['kind'], string>;

/** Puts a question or a request for an approval to people. The run waits, holding nothing, and goes on with what they say. */
export const askPeople: Tool = defineTool<AskPeopleInput>({
  name: 'ask_people',
  description: prompt('tools/ask-people'),
  input: askPeopleInput,
  effect: 'own',
  approval: 'never',
  asksPeople: true,
  scopes: ['run'],
  title: ({ kind, question }, words) => {
    const short = shorten(question, 80);
    return words[STEPS[kind]](short);
  },
  async run(args) {
    const problem = checkShape(args);
    return problem ? refuse(problem) : { kind: 'ask', draft: toDraft(args) };
  },
  resume: (_args, ask) => toResult(ask),
});

function checkShape({ kind, options, fields, default: fallback }: AskPeopleInput): string | undefined {
  if (kind === 'choice' && !options) return 'A choice needs options: at least two.';
  if (kind === 'form' && !fields) return 'A form needs fields: at least one.';
  if (new Set(options).size !== (options?.length ?? 0)) return 'Two options are the same.';
  if (new Set(fields?.map(({ name }) => name)).size !== (fields?.length ?? 0))
    return 'Two fields have one name.';
  if (kind === 'choice' && fallback !== undefined && !options?.includes(fallback))
    return 'The default is none of the options.';
  const bare = fields?.find(
    (field) => (field.kind === 'choice' || field.kind === 'choices') && !field.options,
  );
  return bare && `The field "${bare.name}" needs options.`;
}

function toDraft({
  kind,
  question,
  options,
  other,
  fields,
  default: defaultAnswer,
}: AskPeopleInput): AskDraft {
  if (kind === 'approval' || kind === 'takeover') return { kind, question };
  if (kind === 'form' && fields) return { kind: 'input', question, fields: fields.map(toField) };
  const fallback = defaultAnswer === undefined ? {} : { defaultAnswer };
  return kind === 'choice' && options
    ? { kind: 'input', question, options, ...(other && { takesOther: true }), ...fallback }
    : { kind: 'input', question, ...fallback };
}

const toField = ({
  isRequired,
  options,
  ...field
}: NonNullable<AskPeopleInput['fields']>[number]): Field => ({
  ...field,
  isRequired: isRequired ?? true,
  ...(options ? { options } : {}),
});

function toResult({ kind, state, value, decisions }: Ask): ToolResult {
  const last = decisions.at(-1);
  const by = last?.by.name ?? 'nobody';
  const note = last?.note ? ` Note: ${last.note}` : '';
  if (kind === 'takeover') return answer(`${by} has done it and hands back.${note}`);
  if (state === 'answered')
    return answer(`Answer from ${by}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  if (state === 'approved') return answer(`Approved by ${by}.${note}`);
  if (state === 'rejected') return refuse(`Rejected by ${by}.${note} Do not ask the same again.`);
  if (typeof value === 'string') return answer(`Nobody answered in time; the default counts: ${value}`);
  return refuse('Nobody answered in time. Go on without it, or end.');
}
