import { z } from 'zod';
import { OUTPUT_KINDS, STEP_FAILURE_RULES } from '../domain/capability.ts';
import { INPUT_RULES } from '../domain/input-rules.ts';
import { MAX_SHORT, name, text } from './common.ts';

const MAX_VALUE = 20_000;
/** Longest name of an element, in characters. */
const MAX_NAME = 300;
/** So many steps can be worked through in one go. */
export const MAX_STEPS = 100;

const words = text(MAX_SHORT).trim().min(1);
const named = text(MAX_NAME).trim();
const mark = named.min(1).optional();

export const stepTarget = z.strictObject({
  role: named.min(1).max(40),
  name: named,
  testId: mark,
  id: mark,
  field: mark,
  placeholder: named.optional(),
  /** What stands in its row or card, and in no other one. */
  row: z.array(named).max(30).optional(),
  rowSize: z.number().int().min(0).max(100).optional(),
  heading: named.optional(),
  landmarks: z.array(named).max(200).optional(),
  near: z.array(named).max(10).optional(),
  place: z.number().min(0).max(1).optional(),
});

/** As the keyboard names it, such as `Enter` or `Control+a`. */
export const pressedKey = z
  .string()
  .regex(/^(?:[A-Z][A-Za-z0-9]{1,20}|.)(?:\+(?:[A-Z][A-Za-z0-9]{1,20}|.)){0,3}$/u);

export const stepValue = z.union([text(MAX_VALUE), z.boolean(), z.array(words).max(50)]);

const capabilityStep = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('open'), url: text(2000).trim().min(1) }),
  z.strictObject({
    do: z.literal('press'),
    target: stepTarget,
    /** The answer to what the page asks: accept, or words. */
    dialog: text(500).optional(),
    /** False where what the page wants to send on it is of no account. */
    sends: z.boolean().optional(),
  }),
  z.strictObject({ do: z.literal('fill'), target: stepTarget, value: stepValue }),
  z.strictObject({ do: z.literal('key'), key: pressedKey, target: stepTarget.optional() }),
  z.strictObject({
    do: z.literal('read'),
    /** Of the output. */
    name,
    /** Such as `Order * is saved`. */
    text: words.refine((value) => /^[^*]*\*[^*]*$/.test(value) && value.length > 1, INPUT_RULES.one_star),
    kind: z.enum(OUTPUT_KINDS).optional(),
  }),
  z
    .strictObject({
      do: z.literal('check'),
      text: words.optional(),
      gone: words.optional(),
      /** Its path, with `*` for what differs each time. */
      page: words.optional(),
    })
    .refine(({ text: there, gone, page }) => [there, gone, page].filter(Boolean).length === 1, {
      message: INPUT_RULES.one_check,
    }),
]);

/** What makes a definition one that is done in a browser step by step, without a model. */
export const capability = z.strictObject({
  steps: z.array(capabilityStep).min(1).max(MAX_STEPS),
  /** When a step fails, the work ends as failed, goes on without it, or an agent takes over. */
  onFailure: z.enum(STEP_FAILURE_RULES).default('stop'),
});
