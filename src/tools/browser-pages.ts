import { z } from 'zod';
import { defineTool, refuse, type Tool } from '../agent/tool.ts';
import { hostOf } from '../shared/hosts.ts';
import { pageOf } from './page-of.ts';
import { prompt } from '../shared/prompts.ts';
import { pressedKey, stepValue } from '../contract/capabilities.ts';
import {
  OUTPUT_KINDS,
  type CapabilityStep,
  type FilledTarget,
  type OutputKind,
} from '../domain/capability.ts';
import { isPage, isSecretName } from '../domain/fill-steps.ts';
import type { SeeingSession } from '../browser/sessions.ts';
import { findControl, hideFrom, recordedTarget, recordTarget, stepNumber } from './recorded-target.ts';
import { readValue } from '../browser/read-value.ts';
import { CLOSED } from '../browser/tell.ts';
import { frame } from '../shared/frame.ts';
import { actAndShow, NO_SITES, rightsOf, sessionOf, show } from './browser-session.ts';

const MAX_WORDS = 500;
const words = z.string().trim().min(1).max(MAX_WORDS);
/** How an element is named: by the last look. */
export const refName = z.string().regex(/^(?:f\d+)?e\d+$/, 'is no ref; it looks like e12');

/** What all of them have in common: strangers write what they bring in, and pages are kept from sending. */
const READING = { effect: 'read', approval: 'never', taints: true, scopes: ['run'] } as const;

/** Opens a page in the browser of the run, which is started with it. */
export const browserOpen: Tool = hideFrom(
  defineTool<{ url: string; step?: number | undefined }>({
    ...READING,
    name: 'browser_open',
    description: prompt('tools/browser-open'),
    input: z.strictObject({
      url: z.union([z.enum(['back', 'reload']), z.url({ protocol: /^https?$/ }).max(2000)]),
      step: stepNumber,
    }),
    host: ({ url }) => hostOf(url),
    title: ({ url }, said) => (isStep(url) ? said.stepGo[url] : said.stepOpen(pageOf(url))),
    examine: async ({ url }, { words: said }) => ({
      kind: 'go',
      args: { url },
      title: isStep(url) ? said.stepGo[url] : said.stepOpen(pageOf(url)),
      isFree: true,
      recorded: [{ do: 'open', url }],
    }),
    async run({ url }, context) {
      if (isStep(url)) return actAndShow({ kind: url }, context);
      const rights = rightsOf(context);
      if (!rights || !context.run) return refuse(NO_SITES);
      const { app, run } = context;
      const session = (await sessionOf(context)) ?? (await app.browsers.open(run.id, rights));
      return actAndShow({ kind: 'open', url }, context, session);
    },
  }),
  ['step'],
);

const isStep = (url: string): url is 'back' | 'reload' => url === 'back' || url === 'reload';

const WAIT_SECONDS = 10;
/** How long a page has to become the one that is to be there. */
const PAGE_SECONDS = 2;

interface Looking {
  find?: string | undefined;
  from?: number | undefined;
  read?: { name: string; text: string; kind?: OutputKind | undefined } | undefined;
  step?: number | undefined;
}

/** Shows the page again, or another part of it; of recorded work, what is to be read from it. */
export const browserLook: Tool = hideFrom(
  defineTool<Looking>({
    ...READING,
    name: 'browser_look',
    description: prompt('tools/browser-look'),
    input: z.strictObject({
      find: words.optional().describe('only lines that hold these words'),
      from: z.number().int().min(1).optional().describe('the first line'),
      read: z.strictObject({ name: words, text: words, kind: z.enum(OUTPUT_KINDS).optional() }).optional(),
      step: stepNumber,
    }),
    title: ({ read }, said) => (read ? said.stepReadValue(read.name) : said.stepLook),
    async examine(args, { words: said }) {
      const { read } = args;
      const title = read ? said.stepReadValue(read.name) : said.stepLook;
      return {
        kind: 'go',
        args,
        title,
        isFree: true,
        ...(read ? { recorded: [{ do: 'read', ...read }] } : {}),
      };
    },
    async run({ read, ...part }, context) {
      const session = await sessionOf(context);
      if (!session) return refuse(CLOSED);
      if (!read) return show(session, context, part);
      const { name, text, kind = 'text' } = read;
      const { signal } = context;
      const look = async () => readValue(text, kind, (await session.look(signal)).nodes);
      let found = await look();
      if ('problem' in found) {
        await session.act({ kind: 'wait', seconds: PAGE_SECONDS }, { maySend: false, signal });
        found = await look();
      }
      if ('problem' in found) return refuse(found.problem);
      return { kind: 'text', text: frame(name, String(found.value)), output: { name, value: found.value } };
    },
  }),
  ['read', 'step'],
);

interface Field {
  ref?: string | undefined;
  target?: FilledTarget | undefined;
  value: string | boolean | string[];
}

interface Filling {
  fields: Field[];
  step?: number | undefined;
}

/** Fills in fields. Nothing leaves the page with it. */
export const browserFill: Tool = hideFrom(
  defineTool<Filling>({
    ...READING,
    name: 'browser_fill',
    description: prompt('tools/browser-fill'),
    input: z.strictObject({
      fields: z
        .array(
          z
            .strictObject({ ref: refName.optional(), target: recordedTarget.optional(), value: stepValue })
            .refine(
              ({ ref, target }) => (ref === undefined) !== (target === undefined),
              'give the ref of a field',
            ),
        )
        .min(1)
        .max(40),
      step: stepNumber,
    }),
    title: ({ fields }, said) => said.stepFill(fields.length),
    async examine({ fields: given }, context) {
      const { signal, words: said } = context;
      const session = await sessionOf(context);
      if (!session) return { kind: 'refuse', text: CLOSED };
      const fields: { ref: string; value: Field['value'] }[] = [];
      for (const { ref, target, value } of given) {
        const found = await findControl({ ref, target }, session, signal);
        if ('problem' in found) return { kind: 'refuse', text: found.problem };
        fields.push({ ref: found.ref ?? '', value });
      }
      const title = said.stepFill(fields.length);
      return {
        kind: 'go',
        args: { fields },
        title,
        isFree: true,
        recorded: await recordFilling(fields, session, signal),
      };
    },
    run: ({ fields }, context) =>
      // `examine` has named each by its ref.
      actAndShow({ kind: 'fill', fields: fields.map(({ ref = '', value }) => ({ ref, value })) }, context),
  }),
  ['target', 'step'],
);

/** Of a field that nobody may read only a secret is kept, by its name: anything else that was typed there would not come again. */
async function recordFilling(
  fields: readonly { ref: string; value: Field['value'] }[],
  session: SeeingSession,
  signal: AbortSignal,
): Promise<CapabilityStep[]> {
  const steps: CapabilityStep[] = [];
  for (const { ref, value } of fields) {
    const kept = await recordTarget({ ref }, session, signal);
    const isHidden = kept?.isMasked === true && !isSecretName(String(value));
    if (kept) steps.push({ do: 'fill', target: kept.target, value: isHidden ? '' : value });
  }
  return steps;
}

interface Pressing {
  key: string;
  ref?: string | undefined;
  target?: FilledTarget | undefined;
  step?: number | undefined;
}

/** Presses a key. What would be sent by it is held back. */
export const browserPress: Tool = hideFrom(
  defineTool<Pressing>({
    ...READING,
    name: 'browser_press',
    description: prompt('tools/browser-press'),
    input: z.strictObject({
      key: pressedKey,
      ref: refName.optional(),
      target: recordedTarget.optional(),
      step: stepNumber,
    }),
    title: ({ key }, said) => said.stepKey(key),
    async examine({ key, ref: given, target }, context) {
      const { signal, words: said } = context;
      const session = await sessionOf(context);
      if (!session) return { kind: 'refuse', text: CLOSED };
      const found = await findControl({ ref: given, target }, session, signal);
      if ('problem' in found) return { kind: 'refuse', text: found.problem };
      const { ref } = found;
      const kept = ref === undefined ? undefined : await recordTarget({ ref }, session, signal);
      return {
        kind: 'go',
        args: { key, ...(ref === undefined ? {} : { ref }) },
        title: said.stepKey(key),
        isFree: true,
        recorded: [{ do: 'key', key, ...(kept ? { target: kept.target } : {}) }],
      };
    },
    run: ({ key, ref }, context) => actAndShow({ kind: 'press', key, ref }, context),
  }),
  ['target', 'step'],
);

interface Waiting {
  text?: string | undefined;
  gone?: string | undefined;
  seconds?: number | undefined;
  page?: string | undefined;
  step?: number | undefined;
}

/** Waits for a page that takes its time. */
export const browserWait: Tool = hideFrom(
  defineTool<Waiting>({
    ...READING,
    name: 'browser_wait',
    description: prompt('tools/browser-wait'),
    input: z.strictObject({
      text: words.optional().describe('until these words are there'),
      gone: words.optional().describe('until these words are gone'),
      seconds: z.number().min(0).max(60).optional().describe('at most so long'),
      page: words.optional(),
      step: stepNumber,
    }),
    title: (_args, said) => said.stepWait,
    async examine(args, { words: said }) {
      const { text, gone, page } = args;
      const wanted = text ? { text } : gone ? { gone } : page ? { page } : undefined;
      const recorded: CapabilityStep[] = wanted ? [{ do: 'check', ...wanted }] : [];
      return { kind: 'go', args, title: said.stepWait, isFree: true, recorded };
    },
    async run({ text, gone, page, seconds = page ? PAGE_SECONDS : WAIT_SECONDS }, context) {
      const { signal } = context;
      const session = await sessionOf(context);
      if (!session) return refuse(CLOSED);
      if (page !== undefined && !isPage((await session.look(signal)).url, page)) {
        await session.act({ kind: 'wait', seconds }, { maySend: false, signal });
        const { url } = await session.look(signal);
        if (!isPage(url, page)) return refuse(`The page is ${url}, and not ${page}.`);
      }
      if (page !== undefined) return show(session, context, {});
      return actAndShow({ kind: 'wait', text, gone, seconds }, context, session);
    },
  }),
  ['page', 'step'],
);
