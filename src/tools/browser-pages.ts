import { z } from 'zod';
import { defineTool, refuse, type Tool } from '../agent/tool.ts';
import { hostOf } from '../shared/hosts.ts';
import { pageOf } from './page-of.ts';
import { prompt } from '../shared/prompts.ts';
import { actAndShow, CLOSED, NO_SITES, rightsOf, sessionOf, show } from './browser-session.ts';

const MAX_WORDS = 500;
const words = z.string().trim().min(1).max(MAX_WORDS);
/** How an element is named: by the last look. */
export const refName = z.string().regex(/^(?:f\d+)?e\d+$/, 'is no ref; it looks like e12');

/** What all of them have in common: strangers write what they bring in, and pages are kept from sending. */
const READING = { effect: 'read', approval: 'never', taints: true, scopes: ['run'] } as const;

/** Opens a page in the browser of the run, which is started with it. */
export const browserOpen: Tool = defineTool<{ url: string }>({
  ...READING,
  name: 'browser_open',
  description: prompt('tools/browser-open'),
  input: z.strictObject({
    url: z.union([z.enum(['back', 'reload']), z.url({ protocol: /^https?$/ }).max(2000)]),
  }),
  host: ({ url }) => hostOf(url),
  title: ({ url }, said) => (isStep(url) ? said.stepGo[url] : said.stepOpen(pageOf(url))),
  async run({ url }, context) {
    if (isStep(url)) return actAndShow({ kind: url }, context);
    const rights = rightsOf(context);
    if (!rights || !context.run) return refuse(NO_SITES);
    const { app, run } = context;
    const session = (await sessionOf(context)) ?? (await app.browsers.open(run.id, rights));
    return actAndShow({ kind: 'open', url }, context, session);
  },
});

const isStep = (url: string): url is 'back' | 'reload' => url === 'back' || url === 'reload';

/** Shows the page again, or another part of it. */
export const browserLook: Tool = defineTool<{ find?: string | undefined; from?: number | undefined }>({
  ...READING,
  name: 'browser_look',
  description: prompt('tools/browser-look'),
  input: z.strictObject({
    find: words.optional().describe('only lines that hold these words'),
    from: z.number().int().min(1).optional().describe('the first line'),
  }),
  title: (_args, said) => said.stepLook,
  async run(part, context) {
    const session = await sessionOf(context);
    return session ? show(session, context, part) : refuse(CLOSED);
  },
});

interface Filling {
  fields: { ref: string; value: string | boolean | string[] }[];
}

/** Fills in fields. Nothing leaves the page with it. */
export const browserFill: Tool = defineTool<Filling>({
  ...READING,
  name: 'browser_fill',
  description: prompt('tools/browser-fill'),
  input: z.strictObject({
    fields: z
      .array(
        z.strictObject({
          ref: refName,
          value: z.union([z.string().max(20_000), z.boolean(), z.array(words).max(50)]),
        }),
      )
      .min(1)
      .max(40),
  }),
  title: ({ fields }, said) => said.stepFill(fields.length),
  run: ({ fields }, context) => actAndShow({ kind: 'fill', fields }, context),
});

/** Presses a key. What would be sent by it is held back. */
export const browserPress: Tool = defineTool<{ key: string; ref?: string | undefined }>({
  ...READING,
  name: 'browser_press',
  description: prompt('tools/browser-press'),
  input: z.strictObject({
    key: z.string().regex(/^(?:[A-Z][A-Za-z0-9]{1,20}|.)(?:\+(?:[A-Z][A-Za-z0-9]{1,20}|.)){0,3}$/u),
    ref: refName.optional(),
  }),
  title: ({ key }, said) => said.stepKey(key),
  run: ({ key, ref }, context) => actAndShow({ kind: 'press', key, ref }, context),
});

interface Waiting {
  text?: string | undefined;
  gone?: string | undefined;
  seconds?: number | undefined;
}

/** Waits for a page that takes its time. */
export const browserWait: Tool = defineTool<Waiting>({
  ...READING,
  name: 'browser_wait',
  description: prompt('tools/browser-wait'),
  input: z.strictObject({
    text: words.optional().describe('until these words are there'),
    gone: words.optional().describe('until these words are gone'),
    seconds: z.number().min(0).max(60).optional().describe('at most so long'),
  }),
  title: (_args, said) => said.stepWait,
  run: ({ text, gone, seconds = 10 }, context) => actAndShow({ kind: 'wait', text, gone, seconds }, context),
});
