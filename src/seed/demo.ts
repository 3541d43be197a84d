import { parse } from 'yaml';
import { z } from 'zod';
import { createDefinitionInput } from '../contract/definitions.ts';
import { name, text, MAX_TEXT, MAX_TITLE } from '../contract/common.ts';
import { PRIORITIES } from '../domain/task.ts';

/** Where the seed can bring a task, as `<status>.<wait>`; `archived` is `completed` and archived. */
export const DEMO_STATES = [
  'backlog',
  'backlog.pre_approval',
  'pending.dependency',
  'in_progress.input',
  'in_progress.approval',
  'awaiting_review.review',
  'completed',
  'failed',
  'cancelled',
  'deferred',
  'archived',
] as const;
export type DemoState = (typeof DEMO_STATES)[number];

const shared = {
  by: name,
  becomes: z.enum(DEMO_STATES),
  /** What other tasks of the demo call it in `waitsFor`. */
  as: name.optional(),
  /** Given to every question that it asks on its way. */
  answer: name.optional(),
  /** Why it is deferred, cancelled or rejected. */
  reason: text(MAX_TEXT).optional(),
  forDays: z.number().int().min(1).optional(),
  set: z
    .strictObject({
      priority: z.enum(PRIORITIES),
      dueInDays: z.number().int(),
      assignee: name,
      tags: z.array(name),
    })
    .partial()
    .optional(),
  comments: z.array(z.strictObject({ by: name, text: text(MAX_TEXT).min(1) })).default([]),
};

const demoTask = z.union([
  /** A message in the web chat makes it. */
  z.strictObject({ ...shared, says: text(MAX_TEXT).min(1) }),
  /** The API makes it, since nobody can type what a task waits for. */
  z.strictObject({ ...shared, title: text(MAX_TITLE).min(1), waitsFor: name }),
]);
export type DemoTask = z.infer<typeof demoTask>;

/** `examples/demo.<locale>.yaml` */
const demoFile = z.strictObject({
  channel: name,
  definitions: z.array(createDefinitionInput.required({ key: true })),
  tasks: z.array(demoTask),
});
export type Demo = z.infer<typeof demoFile>;

/** @throws ZodError that names each field of the text that is wrong. */
export const parseDemo = (yaml: string): Demo => demoFile.parse(parse(yaml));
