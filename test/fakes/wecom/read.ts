import { z } from 'zod';

/** What came over the wire, read as leniently as a platform does: a missing part is an empty one. */
export const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

export const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

export const texts = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? value.map(text) : undefined;

export function json(source: string | Buffer): Record<string, unknown> {
  try {
    return record(JSON.parse(source.toString()));
  } catch {
    return {};
  }
}

const optionList = z.array(z.object({ id: z.string(), text: z.string() }));
const question = z.object({
  question_key: z.string(),
  title: z.string().optional(),
  option_list: optionList,
});
const drawnSchema = z.object({
  card_type: z.string().optional(),
  task_id: z.string().optional(),
  main_title: z.object({ title: z.string().optional(), desc: z.string().optional() }).optional(),
  sub_title_text: z.string().optional(),
  button_list: z.array(z.object({ text: z.string(), key: z.string() })).default([]),
  checkbox: question.optional(),
  select_list: z.array(question).default([]),
  submit_button: z.object({ text: z.string(), key: z.string() }).optional(),
  card_action: z.object({ type: z.number(), url: z.string().optional() }).optional(),
});

/** The parts of a template card that can be seen or pressed. */
export const drawn = (card: unknown): z.infer<typeof drawnSchema> => drawnSchema.parse(card ?? {});
