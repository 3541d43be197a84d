import { setTimeout as sleep } from 'node:timers/promises';
import type {
  Browser as Chromium,
  BrowserContextOptions,
  ElementHandle,
  Frame,
  Locator,
  Page,
} from 'playwright';
import { AppError } from '../../../src/domain/errors.ts';
import { isSite } from '../../../src/domain/browser.ts';
import type {
  BrowserAction,
  BrowserSecret,
  BrowserSession,
  ElementFacts,
  FieldValue,
  Look,
  Gate,
  ElementMark,
  PageNode,
  ParkedBrowser,
  Target,
  Trouble,
} from '../../../src/ports/browser.ts';
import type { Log } from '../../../src/ports/system.ts';
import { FACTS, FIELDS, FILLED, KIND, LABEL, MARK, MASKED_FIELDS, UNSEEN, VALUES } from './in-page.ts';
import { createMask } from './mask.ts';
import { isEmpty, refsNow, toNodes } from './nodes.ts';
import { troubleOf, Troubled } from './trouble.ts';
import { watchTraffic } from './traffic.ts';
import { keepDownload } from './downloads.ts';

const ACT_MS = 8000;
const OPEN_MS = 20_000;
const LOADED_MS = 10_000;
const LOOK_MS = 5000;
/** A page that is still making itself is looked at again after these. */
const AGAIN_MS = [300, 1000];
const MAX_TABS = 8;
const WAIT_STEP_MS = 250;

interface SessionParts {
  chromium: Chromium;
  gate: Gate;
  reads: readonly string[];
  secrets: readonly BrowserSecret[];
  /** What `park` kept of sites. */
  storage?: unknown;
  /** Called once, when the session has ended. */
  release: () => Promise<void>;
  log: Log;
}

export interface PlaywrightSession extends BrowserSession {
  /** Opens the page that was parked, and fills in what was filled in. */
  restore(parked: ParkedBrowser, signal: AbortSignal): Promise<void>;
}

/** A context of its own, behind a gate of its own. */
export async function openSession({
  chromium,
  gate,
  reads,
  secrets,
  storage,
  release,
  log,
}: SessionParts): Promise<PlaywrightSession> {
  let isClosed = false;
  const context = await chromium
    .newContext({
      proxy: { server: `http://127.0.0.1:${gate.port}` },
      serviceWorkers: 'block',
      acceptDownloads: true,
      viewport: { width: 1280, height: 800 },
      // What `park` gave, as it was kept.
      ...(storage ? { storageState: storage as StorageState } : {}),
    })
    .catch(async (thrown: unknown) => {
      await gate.close();
      throw new AppError('browser.unavailable', { problem: 'does_not_start', path: '' }, thrown);
    });
  const mask = createMask(secrets);
  const traffic = await watchTraffic(context, gate, reads);
  /** What was held back when an element was pressed, by what the element is. */
  const heldBy = new Map<string, string>();
  let nodes = new Map<string, PageNode>();
  /** Of a browser that was opened again, until it is looked at: what the refs of before are now. No other counts then. */
  let refsBefore: ReadonlyMap<string, string> | undefined;
  let page: Page | undefined;
  let dialogs: string[] = [];
  let dialogAnswer: string | undefined;
  let downloads: ReturnType<typeof keepDownload>[] = [];

  context.on('page', (opened) => {
    if (context.pages().length > MAX_TABS) return void opened.close().catch(() => undefined);
    page = opened;
    opened.on('crash', () => void opened.close().catch(() => undefined));
    opened.on('download', (download) => downloads.push(keepDownload(download)));
    opened.on('dialog', (dialog) => {
      const isAsked = dialog.type() === 'confirm' || dialog.type() === 'prompt';
      const isAccepted = !isAsked || dialogAnswer !== undefined;
      dialogs.push(
        `${dialog.type()}: ${mask.text(dialog.message()).slice(0, 500)} (${isAccepted ? 'accepted' : 'dismissed'})`,
      );
      const words = dialogAnswer === 'accept' ? undefined : dialogAnswer;
      const answered = isAccepted ? dialog.accept(isAsked ? words : undefined) : dialog.dismiss();
      // The page may be gone before its question is answered.
      answered.catch((error: unknown) => log.info({ err: error }, 'a dialog was not answered'));
    });
  });

  /** The tab that is in front: the one that was opened last and is still there. */
  const tab = (): Page => {
    if (page?.isClosed() !== false) page = context.pages().at(-1);
    if (!page) throw new Troubled('closed', '');
    return page;
  };

  async function locate(target: Target): Promise<{ locator: Locator; node: PageNode | undefined }> {
    const { ref: given = '', text = '' } = target;
    const ref = refsBefore && given ? (refsBefore.get(given) ?? '') : given;
    if (given && !ref) throw new Troubled('no_element', given);
    const locator = ref
      ? tab().getByRef(ref)
      : tab().getByText(text, { exact: true }).filter({ visible: true });
    // A ref that is dead would be waited for.
    const count = await locator.count().catch(() => 0);
    if (count === 0) throw new Troubled('no_element', ref || text);
    if (count > 1) throw new Troubled('several_elements', text);
    return { locator, node: nodes.get(ref) };
  }

  async function factsOf(target: Target): Promise<ElementFacts> {
    const { locator, node } = await locate(target);
    const raw = await locator.evaluate(FACTS, undefined, { timeout: ACT_MS });
    const role = node?.role ?? raw.tag;
    const name = mask.text(node?.name || raw.name);
    const key = keyOf({ role, name, page: mask.text(raw.page) });
    const sends = raw.sends ?? heldBy.get(key);
    return {
      role,
      name,
      page: mask.text(raw.page),
      about: mask.text(raw.about),
      ...(raw.link ? { link: mask.text(raw.link) } : {}),
      ...(sends ? { sends: mask.text(sends) } : {}),
      fields: raw.fields.map(([label, value]) => [mask.text(label), mask.text(value)] as const),
    };
  }

  /** The secret that is meant, where it may be typed: on a page of its sites, and in a frame of one. */
  async function reveal(value: string, field: ElementHandle): Promise<string> {
    const name = /^\{\{(\w+)\}\}$/.exec(value)?.[1];
    if (name === undefined) return value;
    const secret = secrets.find((one) => one.name === name);
    const frame = await field.ownerFrame();
    const places = [tab().url(), frame?.url() ?? ''];
    const mayBeTyped = secret && places.every((place) => isAt(place, secret.sites));
    if (!mayBeTyped) throw new Troubled('no_secret', name);
    return secret.value;
  }

  async function fill(locator: Locator, value: FieldValue): Promise<void> {
    const field = await locator.elementHandle({ timeout: ACT_MS });
    if (!field) throw new Troubled('no_element', '');
    const kind = await field.evaluate(KIND);
    const timeout = ACT_MS;
    if (kind === 'select') await field.selectOption([value].flat().map(String), { timeout });
    else if (kind === 'tick') await field.setChecked(value === true || value === 'true', { timeout });
    else await field.fill(await reveal([value].flat().join(', '), field), { timeout });
  }

  async function wait(
    { text, gone, seconds }: Extract<BrowserAction, { kind: 'wait' }>,
    signal: AbortSignal,
  ) {
    for (let left = seconds * 1000; left > 0; left -= WAIT_STEP_MS) {
      await sleep(Math.min(WAIT_STEP_MS, left), undefined, { signal });
      const isThere = (words: string) => tab().getByText(words).first().isVisible();
      if (text !== undefined && (await isThere(text))) return;
      if (gone !== undefined && !(await isThere(gone))) return;
    }
    if (text !== undefined || gone !== undefined) throw new Troubled('timeout', '');
  }

  async function perform(action: BrowserAction, signal: AbortSignal): Promise<void> {
    const going = { waitUntil: 'commit', timeout: OPEN_MS, signal } as const;
    switch (action.kind) {
      case 'open':
        return void (await tab().goto(action.url, going));
      case 'back':
        return void (await tab().goBack(going));
      case 'reload':
        return void (await tab().reload(going));
      case 'click': {
        const { locator } = await locate(action.target);
        return locator.click({ timeout: ACT_MS, signal });
      }
      case 'fill':
        for (const { ref, value } of action.fields) await fill((await locate({ ref })).locator, value);
        return undefined;
      case 'press': {
        const { ref } = action;
        if (ref) return (await locate({ ref })).locator.press(action.key, { timeout: ACT_MS, signal });
        return tab().keyboard.press(action.key);
      }
      case 'wait':
        return wait(action, signal);
    }
  }

  /** What has to be known of an element before it is pressed, to know it again when it is pressed anew. */
  async function pressed(action: BrowserAction): Promise<string | undefined> {
    if (action.kind !== 'click') return undefined;
    return keyOf(await factsOf(action.target));
  }

  async function act(action: BrowserAction, { maySend, signal }: { maySend: boolean; signal: AbortSignal }) {
    dialogs = [];
    downloads = [];
    dialogAnswer = action.kind === 'click' && maySend ? action.dialog : undefined;
    let trouble: Trouble | undefined;
    let key: string | undefined;
    if (action.kind === 'open' && context.pages().length === 0) page = await context.newPage();
    const acted = context.pages().length > 0 ? tab() : undefined;
    traffic.begin(maySend, acted);
    try {
      key = await pressed(action);
      await perform(action, signal);
      // A page that never ends is shown as far as it has come.
      await tab()
        .waitForLoadState('domcontentloaded', { timeout: LOADED_MS })
        .catch(() => undefined);
      await traffic.quiet(signal);
    } catch (thrown) {
      signal.throwIfAborted();
      trouble = troubleOf(thrown, isOpen());
    } finally {
      traffic.end();
    }
    const { held, sent, refused } = traffic;
    closeStray(acted);
    // A window that a page opens by itself is its own affair.
    const { here, elsewhere } = refused();
    trouble = here ?? (action.kind === 'click' ? elsewhere : undefined) ?? trouble ?? strayed();
    const all = held();
    if (key !== undefined && all[0] !== undefined) heldBy.set(key, all[0]);
    return {
      ...(trouble ? { trouble: { ...trouble, detail: mask.text(trouble.detail) } } : {}),
      held: all.map((one) => mask.text(one)),
      sent: sent().map((one) => mask.text(one)),
      dialogs,
      downloads: (await Promise.all(downloads)).map((one) => ({
        ...one,
        name: mask.text(one.name),
        ...('text' in one ? { text: mask.text(one.text) } : {}),
      })),
    };
  }

  /** Windows that lead nowhere are closed again. */
  function closeStray(acted: Page | undefined): void {
    for (const other of context.pages().filter((one) => one !== acted)) {
      const url = other.url();
      const { host } = URL.canParse(url) ? new URL(url) : { host: '' };
      if (!url.startsWith('chrome-error:') && gate.refusedAs(host) === undefined) continue;
      if (page === other) page = acted;
      void other.close().catch(() => undefined);
    }
  }

  /** A page that is none of the web is left at once. */
  function strayed(): Trouble | undefined {
    const url = page?.isClosed() === false ? page.url() : 'about:blank';
    if (/^(?:https?|about|blob):/.test(url)) return undefined;
    return url.startsWith('chrome-error:') ? { kind: 'unreachable', detail: '' } : leave(url);
  }
  function leave(url: string): Trouble {
    void page?.close().catch(() => undefined);
    return { kind: 'bad_address', detail: url.slice(0, 100) };
  }

  const isOpen = (): boolean => !isClosed && chromium.isConnected();

  async function look(signal: AbortSignal): Promise<Look> {
    try {
      const shown = tab();
      for (let at = 0; ; at += 1) {
        const inFrames = async (read: (frame: Frame) => Promise<string[]>): Promise<string[]> =>
          // A frame may go while it is read.
          (await Promise.all(shown.frames().map((frame) => read(frame).catch(() => [])))).flat();
        mask.setFields(await inFrames((frame) => frame.locator(MASKED_FIELDS).evaluateAll(VALUES)));
        const unseen = new Set(await inFrames((frame) => frame.evaluate(UNSEEN)));
        const snapshot = await shown.ariaSnapshotJSON({ mode: 'ai', timeout: LOOK_MS, signal });
        const seen = toNodes(snapshot, mask, unseen);
        const again = AGAIN_MS[at];
        if (again === undefined || !isEmpty(seen)) {
          nodes = byRef(seen);
          refsBefore = undefined;
          const url = shown.url();
          return {
            url: mask.text(url),
            title: mask.text(await shown.title()),
            secrets: secrets.filter(({ sites }) => isAt(url, sites)).map(({ name }) => name),
            nodes: seen,
          };
        }
        await sleep(again, undefined, { signal });
      }
    } catch (thrown) {
      signal.throwIfAborted();
      throw new AppError('browser.unavailable', { problem: 'no_look', path: '' }, thrown);
    }
  }

  async function markOf(ref: string): Promise<ElementMark | undefined> {
    // Nobody waits for an element that is gone: it has no marks.
    const found = await locate({ ref }).catch(() => undefined);
    const raw = await found?.locator.evaluate(MARK, undefined, { timeout: LOOK_MS }).catch(() => undefined);
    if (!raw) return undefined;
    const { isMasked, ...named } = raw;
    const said = Object.entries(named).filter(([, value]) => value !== '');
    return {
      ...(Object.fromEntries(said.map(([name, value]) => [name, mask.text(value)])) as ElementMark), // the same names
      ...(isMasked ? { isMasked } : {}),
    };
  }

  async function park(): Promise<ParkedBrowser | undefined> {
    if (!isOpen() || context.pages().length === 0 || !/^https?:/.test(tab().url())) return undefined;
    const filled = await tab().locator(FIELDS).evaluateAll(FILLED);
    const fields = filled.flatMap(({ place, label, value, isMasked }) => {
      const named =
        typeof value === 'string' ? secrets.find((secret) => secret.value === value)?.name : undefined;
      if (named) return [{ place, label, value: `{{${named}}}` }];
      return isMasked ? [] : [{ place, label, value }];
    });
    const refs = Array.from(nodes.values(), ({ ref = '', role, name = '' }) => ({ ref, role, name }));
    return { url: tab().url(), storage: await context.storageState({ indexedDB: true }), fields, refs };
  }

  async function restore({ url, fields, refs }: ParkedBrowser, signal: AbortSignal): Promise<void> {
    const { trouble } = await act({ kind: 'open', url }, { maySend: false, signal });
    if (trouble) return;
    for (const { place, label, value } of fields) {
      const field = tab().locator(FIELDS).nth(place);
      // A field that is another one now stays as it is, and so does one that cannot be filled in: whoever presses looks at them.
      const isSame = (await field.count()) > 0 && (await field.evaluate(LABEL)) === label;
      if (isSame)
        await fill(field, value).catch((error: unknown) =>
          log.info({ err: error }, 'a field was not filled in again'),
        );
    }
    await look(signal);
    refsBefore = refsNow(refs, [...nodes.values()]);
  }

  return {
    isOpen,
    act,
    park,
    restore,
    look,
    async marks(refs, signal) {
      const found = await Promise.all(refs.map(async (ref) => [ref, await markOf(ref)] as const));
      signal.throwIfAborted();
      return new Map(found.flatMap(([ref, mark]) => (mark ? [[ref, mark] as const] : [])));
    },
    async facts(target, signal) {
      try {
        return await factsOf(target);
      } catch (thrown) {
        signal.throwIfAborted();
        const trouble = troubleOf(thrown, isOpen());
        return { ...trouble, detail: mask.text(trouble.detail) };
      }
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      // One that has crashed has nothing left to close.
      await context
        .close()
        .catch((error: unknown) => log.info({ err: error }, 'a browser had ended before it was closed'));
      await gate.close();
      await release();
    },
  };
}

type StorageState = NonNullable<BrowserContextOptions['storageState']>;

const keyOf = ({ page, role, name }: Pick<ElementFacts, 'page' | 'role' | 'name'>): string =>
  `${page} ${role} ${name}`;

const isAt = (address: string, sites: readonly string[]): boolean =>
  URL.canParse(address) && isSite(new URL(address), sites);

function byRef(nodes: readonly PageNode[]): Map<string, PageNode> {
  const found = new Map<string, PageNode>();
  const walk = (node: PageNode): void => {
    if (node.ref) found.set(node.ref, node);
    node.children.forEach(walk);
  };
  nodes.forEach(walk);
  return found;
}
