import type { ErrorFacts } from '../../domain/error-facts.ts';
import { plural } from './plural.ts';

type HookCode = Extract<keyof ErrorFacts, `hook.${string}`>;
export type HookErrorWords = {
  readonly [C in HookCode]: (facts: ErrorFacts[C]) => { title: string; detail: string };
};

/** Why nothing is taken from a sender. */
export const enHookErrors: HookErrorWords = {
  'hook.unverified': () => ({
    title: 'Not verified',
    detail: 'The signature or secret is missing, wrong or too old. The deliveries of the trigger say which.',
  }),
  'hook.off': ({ trigger }) => ({
    title: 'Not in use',
    detail: `The trigger "${trigger}" is switched off. What was sent is kept, and can be sent again.`,
  }),
  'hook.content_type': () => ({
    title: 'Unsupported content type',
    detail: 'Send JSON, a form or plain text.',
  }),
  'hook.too_many': ({ retryAfterMs }) => ({
    title: 'Too many requests',
    detail: `Send it again in ${plural(Math.ceil(retryAfterMs / 1000), 'second')}.`,
  }),
};
