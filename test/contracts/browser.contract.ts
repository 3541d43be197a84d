import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { MemoryElement, MemoryPage } from '../../adapters/browser/memory/index.ts';
import type {
  Browser,
  BrowserAction,
  BrowserSecret,
  BrowserSession,
  Look,
  PageNode,
  ParkedBrowser,
} from '../../src/ports/browser.ts';

/** The site that both are tried on. */
export const PAGES: Readonly<Record<string, MemoryPage>> = {
  '/': {
    title: 'Shop',
    elements: [
      { role: 'heading', name: 'Welcome' },
      { role: 'link', name: 'New order', leads: '/new' },
      { role: 'button', name: 'Twin' },
      { role: 'button', name: 'Twin' },
    ],
  },
  '/new': {
    title: 'New order',
    elements: [
      { role: 'textbox', name: 'Item' },
      { role: 'textbox', name: 'Code', isMasked: true },
      { role: 'button', name: 'Save', sends: '/saved', leads: '/saved' },
    ],
  },
  '/saved': { title: 'Saved', elements: [{ role: 'heading', name: 'It is saved' }] },
};
export const SECRET = 'canary of the portal';

/** The page as a server sends it. */
export function toHtml({ title, elements }: MemoryPage): string {
  const sending = elements.find(({ sends }) => sends !== undefined)?.sends;
  const body = elements.map(elementHtml).join('\n');
  return `<title>${title}</title>${sending === undefined ? body : `<form method="post" action="${sending}">${body}</form>`}`;
}

function elementHtml({ role, name, isMasked, leads }: MemoryElement): string {
  if (role === 'heading') return `<h1>${name}</h1>`;
  if (role === 'link') return `<a href="${leads}">${name}</a>`;
  if (role === 'button') return `<button>${name}</button>`;
  return `<input aria-label="${name}" name="${name}"${isMasked ? ' type="password"' : ''}>`;
}

export interface BrowserBench {
  browser: Browser;
  /** The origin that serves `PAGES`. */
  origin: string;
  /** What was sent there, as `name=value` pairs. */
  sent: () => Promise<string[]>;
  close: () => Promise<void>;
}

const nodesOf = (nodes: readonly PageNode[]): PageNode[] =>
  nodes.flatMap((node) => [node, ...nodesOf(node.children)]);
const node = ({ nodes }: Look, name: string): PageNode | undefined =>
  nodesOf(nodes).find((one) => one.name === name);

/** What every browser does. */
export function browserContract(
  what: string,
  openBench: (secrets: (origin: string) => BrowserSecret[]) => Promise<BrowserBench>,
): void {
  describe(`a browser: ${what}`, () => {
    const { signal } = new AbortController();
    let bench: BrowserBench;
    beforeAll(async () => {
      bench = await openBench((origin) => [{ name: 'portal', value: SECRET, sites: [new URL(origin).host] }]);
    });
    afterAll(() => bench.close());

    async function start(path = '/'): Promise<BrowserSession> {
      const session = await bench.browser.open({ sites: [new URL(bench.origin).host], reads: [] });
      onTestFinished(() => session.close());
      expect(await act(session, { kind: 'open', url: `${bench.origin}${path}` })).not.toHaveProperty(
        'trouble',
      );
      return session;
    }
    const act = (session: BrowserSession, action: BrowserAction, maySend = false) =>
      session.act(action, { maySend, signal });
    const fill = async (session: BrowserSession, name: string, value: string) => {
      const ref = node(await session.look(signal), name)?.ref ?? '';
      return act(session, { kind: 'fill', fields: [{ ref, value }] });
    };

    it('shows what a page has, with refs', async () => {
      const look = await (await start()).look(signal);
      expect(look).toMatchObject({ url: `${bench.origin}/`, title: 'Shop', secrets: ['portal'] });
      expect(node(look, 'New order')).toMatchObject({ role: 'link', url: '/new' });
      expect(node(look, 'New order')?.ref).toMatch(/e\d+/);
    });

    it('follows a link, and goes back', async () => {
      const session = await start();
      expect(await act(session, { kind: 'click', target: { text: 'New order' } })).not.toHaveProperty(
        'trouble',
      );
      expect((await session.look(signal)).title).toBe('New order');
      await act(session, { kind: 'back' });
      expect((await session.look(signal)).title).toBe('Shop');
    });

    it('says at once that an element is not there, or there more than once', async () => {
      const session = await start();
      await session.look(signal);
      const press = (target: { ref?: string; text?: string }) => act(session, { kind: 'click', target });
      expect((await press({ ref: 'e99' })).trouble?.kind).toBe('no_element');
      expect((await press({ text: 'Nowhere' })).trouble?.kind).toBe('no_element');
      expect((await press({ text: 'Twin' })).trouble?.kind).toBe('several_elements');
      expect(await session.facts({ ref: 'e99' }, signal)).toMatchObject({ kind: 'no_element' });
    });

    it('opens no site beside the given ones', async () => {
      const session = await start();
      const { trouble } = await act(session, { kind: 'open', url: 'http://elsewhere.example/' });
      expect(trouble).toMatchObject({ kind: 'not_a_site', detail: 'elsewhere.example' });
    });

    it('knows before a press what it would send, with what is filled in', async () => {
      const session = await start('/new');
      await fill(session, 'Item', 'Paper');
      expect(await session.facts({ text: 'Save' }, signal)).toEqual({
        role: 'button',
        name: 'Save',
        page: `${bench.origin}/new`,
        about: '',
        sends: `POST ${bench.origin}/saved`,
        fields: [['Item', 'Paper']],
      });
    });

    it('says how an element is marked, and leaves out what is not there', async () => {
      const session = await start('/new');
      const look = await session.look(signal);
      const [item = '', code = ''] = ['Item', 'Code'].map((name) => node(look, name)?.ref);
      const marks = await session.marks([item, code, 'e99'], signal);
      expect(marks.get(item)).toEqual({ field: 'Item' });
      expect(marks.get(code)).toEqual({ field: 'Code', isMasked: true });
      expect(marks.has('e99')).toBe(false);
    });

    it('holds back what would be sent, and keeps what is filled in, until it may be sent', async () => {
      const session = await start('/new');
      await fill(session, 'Item', 'Paper');
      const before = (await bench.sent()).length;
      const held = await act(session, { kind: 'click', target: { text: 'Save' } });
      expect(held).toMatchObject({ held: [`POST ${bench.origin}/saved`], sent: [] });
      expect(await bench.sent()).toHaveLength(before);
      expect(node(await session.look(signal), 'Item')).toMatchObject({ text: 'Paper' });
      const through = await act(session, { kind: 'click', target: { text: 'Save' } }, true);
      expect(through).toMatchObject({ held: [], sent: [`POST ${bench.origin}/saved`] });
      expect((await bench.sent()).slice(before)).toEqual([expect.stringContaining('Item=Paper')]);
      expect((await session.look(signal)).title).toBe('Saved');
    });

    it('types a secret by its name and never shows it, nor what stands in a field that is masked', async () => {
      const session = await start('/new');
      await fill(session, 'Item', '{{portal}}');
      await fill(session, 'Code', '4711-secret');
      const look = await session.look(signal);
      expect(node(look, 'Item')?.text).toBe('{{portal}}');
      expect(node(look, 'Code')?.text).toBe('••••');
      expect(JSON.stringify(await session.facts({ text: 'Save' }, signal))).not.toMatch(/canary|4711/);
      expect((await fill(session, 'Item', '{{other}}')).trouble).toMatchObject({
        kind: 'no_secret',
        detail: 'other',
      });
    });

    it('waits for words, and says when they do not come', async () => {
      const session = await start();
      expect(await act(session, { kind: 'wait', text: 'Welcome', seconds: 2 })).not.toHaveProperty('trouble');
      const { trouble } = await act(session, { kind: 'wait', text: 'Never', seconds: 0.3 });
      expect(trouble?.kind).toBe('timeout');
    });

    it('is opened again as it was parked: what was filled in is there, and refs name what they named', async () => {
      const session = await start('/new');
      await fill(session, 'Item', 'Paper');
      await fill(session, 'Code', '{{portal}}');
      const ref = node(await session.look(signal), 'Save')?.ref;
      const before = await session.facts({ ref }, signal);
      expect(before).toMatchObject({
        name: 'Save',
        fields: [
          ['Item', 'Paper'],
          ['Code', '••••'],
        ],
      });
      const parked = JSON.stringify(await session.park());
      expect(parked).not.toContain(SECRET);
      await session.close();
      // What `park` gave, as it is kept.
      const kept = JSON.parse(parked) as ParkedBrowser;
      const again = await bench.browser.reopen(
        { sites: [new URL(bench.origin).host], reads: [] },
        kept,
        signal,
      );
      onTestFinished(() => again.close());
      expect(await again.facts({ ref }, signal)).toEqual(before);
      expect(await again.facts({ ref: 'e98' }, signal)).toMatchObject({ kind: 'no_element' });
      const sentBefore = (await bench.sent()).length;
      await act(again, { kind: 'click', target: { ref } }, true);
      expect((await bench.sent()).slice(sentBefore)).toEqual([expect.stringContaining('Item=Paper')]);
      expect(await (await bench.browser.open({ sites: [], reads: [] })).park()).toBeUndefined();
    });

    it('does nothing more once it is closed', async () => {
      const session = await start();
      await session.close();
      await session.close();
      expect(session.isOpen()).toBe(false);
      expect((await act(session, { kind: 'reload' })).trouble?.kind).toBe('closed');
      await expect(session.look(signal)).rejects.toMatchObject({ code: 'browser.unavailable' });
    });
  });
}
