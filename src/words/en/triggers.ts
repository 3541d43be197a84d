/** What is said about triggers and what comes to them. */
export const enTriggers = {
  wasSent: 'This is what was sent:',
  context: 'Given with it, as data:',
  started: (key: string) => `Started by ${key}`,
  unmapped: (name: string, missing: string) =>
    `The trigger "${name}" got something that has no value for ${missing}, so no task was made of it.`,
};
export type TriggerWords = typeof enTriggers;
