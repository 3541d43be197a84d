import { z } from 'zod';
import { defineTool, refuse, type Examined, type Tool, type ToolContext } from '../agent/tool.ts';
import type { FilledTarget } from '../domain/capability.ts';
import { reasonsOf } from '../browser/classify.ts';
import { CLOSED, tellHappened, tellTrouble } from '../browser/tell.ts';
import type { BrowserSession, ElementFacts, Happened } from '../ports/browser.ts';
import { prompt } from '../shared/prompts.ts';
import { shorten } from '../shared/text.ts';
import { refName } from './browser-pages.ts';
import { findTarget, hideFrom, recordedTarget, recordTarget, stepNumber } from './recorded-target.ts';
import { NO_SITES, rightsOf, sessionOf, showHappened } from './browser-session.ts';

/** What was seen of the element before it is pressed; an approval is bound to it, and the model does not write it. */
interface Seen {
  page?: string | undefined;
  press?: string | undefined;
  /** Absent where the press only reads. */
  sends?: string | undefined;
  form?: string | undefined;
}

interface Click extends Seen {
  target?: FilledTarget | undefined;
  step?: number | undefined;
  ref?: string | undefined;
  text?: string | undefined;
  why: string;
  dialog?: string | undefined;
}

const seen = z.string().optional();
const SEEN = { page: seen, press: seen, sends: seen, form: seen };
const SEEN_NAMES = ['page', 'press', 'sends', 'form'] as const;

const VOID =
  'The page is not as it was when people approved this: nothing was pressed. Look again, and press again if it still makes sense.';
const MAX_NAME = 80;

/** Presses an element, once it is known what that would do. The model is not shown what it does not write. */
export const browserClick: Tool = hideFrom(
  defineTool<Click>({
    name: 'browser_click',
    description: prompt('tools/browser-click'),
    input: z
      .strictObject({
        ref: refName.optional(),
        text: z.string().trim().min(1).max(200).optional().describe('the exact words, for what has no ref'),
        why: z.string().trim().min(1).max(200).describe('for people, in their language'),
        dialog: z.string().max(500).optional().describe('the answer to what the page asks: accept, or words'),
        target: recordedTarget.optional(),
        step: stepNumber,
        ...SEEN,
      })
      .refine(
        ({ ref, text, target }) => [ref, text, target].filter((one) => one !== undefined).length === 1,
        'give either ref or text',
      ),
    effect: 'effect',
    approval: 'when_tainted',
    taints: true,
    scopes: ['run'],
    title: ({ why, target }, words) => words.stepPress(shorten(target?.name || why, MAX_NAME)),
    readsOnly: ({ sends }) => sends === undefined,
    identity: ({ page, press, form }) => [page, press, form],
    examine,
    async run(args, context) {
      const session = await sessionOf(context);
      if (!session) return refuse(CLOSED);
      const { ref, text, dialog, sends } = args;
      const maySend = sends !== undefined;
      if (maySend && !(await isAsSeen(args, session, context))) return refuse(VOID);
      const happened = await session.act(
        { kind: 'click', target: { ref, text }, dialog },
        { maySend, signal: context.signal },
      );
      if (maySend && mayHaveBeenSent(happened)) {
        const told = [
          ...tellHappened(happened),
          ...(happened.trouble ? [tellTrouble(happened.trouble)] : []),
        ];
        return { kind: 'unknown', why: 'no_answer', text: told.join('\n') };
      }
      return showHappened(happened, session, context);
    },
  }),
  [...SEEN_NAMES, 'target', 'step'],
);

async function examine(args: Click, context: ToolContext): Promise<Examined<Click>> {
  const session = await sessionOf(context);
  if (!session) return { kind: 'refuse', text: CLOSED };
  const rights = rightsOf(context);
  if (!rights) return { kind: 'refuse', text: NO_SITES };
  const { target, why, dialog } = args;
  const found = target ? await findTarget(target, session, context.signal) : args;
  if ('problem' in found) return { kind: 'refuse', text: found.problem };
  const { ref, text } = { ref: undefined, text: undefined, ...found };
  const facts = await session.facts({ ref, text }, context.signal);
  if ('kind' in facts) return { kind: 'refuse', text: tellTrouble(facts) };
  const reasons = reasonsOf(facts, { hasAnswer: dialog !== undefined });
  const forbidden = reasons.filter((reason) => rights.never.includes(reason));
  if (forbidden.length > 0) {
    const told = `This agent must not press it (${forbidden.join(', ')}). Do without it, or ask people to do it.`;
    return { kind: 'refuse', text: told };
  }
  const { name, role } = facts;
  const recorded = await recordTarget({ ref, text }, session, context.signal);
  const kept = recorded?.target ?? { role, name };
  return {
    kind: 'go',
    args: {
      ...(ref === undefined ? { text } : { ref }),
      why,
      ...(dialog === undefined ? {} : { dialog }),
      ...seenOf(facts, reasons),
    },
    title: context.words.stepPress(shorten(name || why, MAX_NAME)),
    isFree: !reasons.some((reason) => rights.ask.includes(reason)),
    recorded: [{ do: 'press', target: kept, ...(dialog === undefined ? {} : { dialog }) }],
  };
}

function seenOf(
  { page, role, name, about, fields, sends = '' }: ElementFacts,
  reasons: readonly string[],
): Seen {
  const form = fields.map(([label, value]) => `${label}: ${value}`).join('\n');
  return {
    page,
    press: `${role} "${name}"${about ? ` in "${about}"` : ''}`,
    ...(reasons.length > 0 ? { sends: `${sends} (${reasons.join(', ')})`.trim() } : {}),
    ...(form ? { form } : {}),
  };
}

/** Whether page, element, what it sends and what is filled in are what they were when the call was examined. */
async function isAsSeen(args: Click, session: BrowserSession, { signal }: ToolContext): Promise<boolean> {
  const { ref, text, dialog } = args;
  const facts = await session.facts({ ref, text }, signal);
  if ('kind' in facts) return false;
  const now = seenOf(facts, reasonsOf(facts, { hasAnswer: dialog !== undefined }));
  return SEEN_NAMES.every((name) => now[name] === args[name]);
}

/** It went wrong, and something may have left by then. */
const mayHaveBeenSent = ({ trouble, sent }: Happened): boolean =>
  trouble !== undefined && (sent.length > 0 || trouble.kind === 'closed' || trouble.kind === 'unreachable');
