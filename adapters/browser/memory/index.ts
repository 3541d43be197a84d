import { isSite } from '../../../src/domain/browser.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type {
  Browser,
  BrowserAction,
  BrowserSecret,
  BrowserSession,
  ElementFacts,
  FieldValue,
  Happened,
  ParkedBrowser,
  Target,
  Trouble,
} from '../../../src/ports/browser.ts';

/** One thing of a page. */
export interface MemoryElement {
  role: 'button' | 'link' | 'textbox' | 'heading';
  name: string;
  id?: string;
  /** What a field holds cannot be read. */
  isMasked?: true;
  /** The path to which a press leads. */
  leads?: string;
  /** Pressed, it sends what is filled in on its way there, to this path. */
  sends?: string;
}

export interface MemoryPage {
  title: string;
  elements: readonly MemoryElement[];
}

export interface MemoryBrowserOptions {
  /** By path; the same on every host. */
  pages?: Readonly<Record<string, MemoryPage>>;
  secrets?: readonly BrowserSecret[];
}

/** A browser of a few pages that are written down, for tests: what was sent stands in `sent`, as `POST address body`. */
export function createMemoryBrowser({ pages = {}, secrets = [] }: MemoryBrowserOptions = {}): Browser & {
  readonly sent: readonly string[];
} {
  const sent: string[] = [];
  return {
    sent,
    open: async ({ sites }) => openSession({ pages, secrets, sites, sent }),
    reopen: async ({ sites }, parked) => openSession({ pages, secrets, sites, sent, parked }),
    close: async () => {},
  };
}

interface SessionParts extends Required<MemoryBrowserOptions> {
  sites: readonly string[];
  sent: string[];
  parked?: ParkedBrowser;
}

function openSession({ pages, secrets, sites, sent, parked }: SessionParts): BrowserSession {
  let isOpen = true;
  let at: URL | undefined;
  const before: URL[] = [];
  let values = new Map<string, string>();

  const page = (): MemoryPage | undefined =>
    at && (pages[at.pathname] ?? { title: 'Not here', elements: [] });
  const hidden = (text: string): string =>
    secrets.reduce((masked, { name, value }) => masked.replaceAll(value, `{{${name}}}`), text);
  const refOf = (place: number): string => `e${place + 1}`;

  function find({ ref, text }: Target): { element: MemoryElement; ref: string } | Trouble {
    const all = (page()?.elements ?? []).map((element, place) => ({ element, ref: refOf(place) }));
    const found = all.filter((one) => (ref ? one.ref === ref : one.element.name === text));
    if (found.length > 1) return { kind: 'several_elements', detail: text ?? '' };
    return found[0] ?? { kind: 'no_element', detail: ref ?? text ?? '' };
  }

  if (parked) {
    at = new URL(parked.url);
    for (const { place, value } of parked.fields) fill(refOf(place), value);
  }

  function go(to: URL): Trouble | undefined {
    if (!isSite(to, sites)) return { kind: 'not_a_site', detail: to.host };
    if (at) before.push(at);
    at = to;
    values = new Map();
    return undefined;
  }

  function fill(ref: string, value: FieldValue): Trouble | undefined {
    const found = find({ ref });
    if ('kind' in found) return found;
    const text = [value].flat().map(String).join(', ');
    const name = /^\{\{(\w+)\}\}$/.exec(text)?.[1];
    const secret = secrets.find((one) => one.name === name && at && isSite(at, one.sites));
    if (name !== undefined && !secret) return { kind: 'no_secret', detail: name };
    values.set(ref, secret?.value ?? text);
    return undefined;
  }

  function press(target: Target, maySend: boolean): Partial<Happened> {
    const found = find(target);
    if ('kind' in found) return { trouble: found };
    const { leads, sends } = found.element;
    if (!at) return {};
    if (sends !== undefined) {
      const told = `POST ${at.origin}${sends}`;
      if (!maySend) return { held: [told] };
      const body = (page()?.elements ?? []).flatMap(({ role, name }, place) =>
        role === 'textbox' ? [`${name}=${values.get(refOf(place)) ?? ''}`] : [],
      );
      sent.push([told, ...body].join(' '));
    }
    const trouble = leads === undefined ? undefined : go(new URL(leads, at));
    return {
      ...(trouble ? { trouble } : {}),
      ...(sends === undefined ? {} : { sent: [`POST ${at.origin}${sends}`] }),
    };
  }

  function perform(action: BrowserAction, maySend: boolean): Partial<Happened> {
    const told = (trouble: Trouble | undefined): Partial<Happened> => (trouble ? { trouble } : {});
    switch (action.kind) {
      case 'open':
        return told(go(new URL(action.url)));
      case 'back':
        at = before.pop() ?? at;
        return {};
      case 'click':
        return press(action.target, maySend);
      case 'fill':
        return told(action.fields.map(({ ref, value }) => fill(ref, value)).find(Boolean));
      case 'wait':
        return action.text === undefined ||
          page()?.elements.some(({ name }) => name.includes(action.text ?? ''))
          ? {}
          : told({ kind: 'timeout', detail: '' });
      case 'press':
      case 'reload':
        return {};
    }
  }

  return {
    isOpen: () => isOpen,
    async act(action, { maySend, signal }) {
      signal.throwIfAborted();
      const nothing = { held: [], sent: [], dialogs: [], downloads: [] };
      if (!isOpen || (!at && action.kind !== 'open'))
        return { ...nothing, trouble: { kind: 'closed', detail: '' } };
      return { ...nothing, ...perform(action, maySend) };
    },
    async look() {
      const shown = page();
      if (!isOpen || !at || !shown)
        throw new AppError('browser.unavailable', { problem: 'no_look', path: '' });
      const here = at;
      return {
        url: hidden(here.href),
        title: hidden(shown.title),
        secrets: secrets.filter((one) => isSite(here, one.sites)).map(({ name }) => name),
        nodes: shown.elements.map(({ role, name, isMasked, leads }, place) => {
          const value = values.get(refOf(place));
          return {
            role,
            name: hidden(name),
            ref: refOf(place),
            ...(value ? { text: isMasked ? '••••' : hidden(value) } : {}),
            ...(role === 'link' && leads ? { url: leads } : {}),
            states: [],
            children: [],
          };
        }),
      };
    },
    async marks(refs) {
      return new Map(
        refs.flatMap((ref) => {
          const found = find({ ref });
          if ('kind' in found) return [];
          const { id, role, name, isMasked } = found.element;
          const field = role === 'textbox' ? { field: name } : {};
          return [[ref, { ...(id ? { id } : {}), ...field, ...(isMasked ? { isMasked } : {}) }] as const];
        }),
      );
    },
    async facts(target): Promise<ElementFacts | Trouble> {
      if (!isOpen || !at) return { kind: 'closed', detail: '' };
      const found = find(target);
      if ('kind' in found) return found;
      const { role, name, leads, sends } = found.element;
      const fields = (page()?.elements ?? []).flatMap((one, place) => {
        const value = values.get(refOf(place));
        return value ? [[one.name, one.isMasked ? '••••' : hidden(value)] as const] : [];
      });
      return {
        role,
        name,
        page: `${at.origin}${at.pathname}`,
        about: '',
        ...(role === 'link' && leads ? { link: new URL(leads, at).href } : {}),
        ...(sends === undefined ? {} : { sends: `POST ${at.origin}${sends}` }),
        fields,
      };
    },
    async park() {
      if (!isOpen || !at) return undefined;
      const fields = Array.from(values, ([ref, value]) => ({
        place: Number(ref.slice(1)) - 1,
        label: '',
        value: hidden(value),
      }));
      return { url: at.href, storage: null, fields, refs: [] };
    },
    async close() {
      isOpen = false;
    },
  };
}
