/** One element or text of a page, as assistive technology is told of it. */
export interface PageNode {
  role: string;
  name?: string;
  text?: string;
  /** Names the element until the next look. */
  ref?: string;
  /** Where a link leads. */
  url?: string;
  placeholder?: string;
  /** Such as `checked`, `disabled`, `level 2`. */
  states: readonly string[];
  isClickable?: true;
  children: readonly PageNode[];
}

export interface Look {
  url: string;
  title: string;
  /** The names of the secrets that may be typed on this page. */
  secrets: readonly string[];
  nodes: readonly PageNode[];
}

/** An element, by its ref of the last look or by exactly its words. */
export interface Target {
  ref?: string | undefined;
  text?: string | undefined;
}

/** What can be known of an element before it is pressed. */
export interface ElementFacts {
  role: string;
  name: string;
  /** Origin and path of the page that it stands on. */
  page: string;
  /** What the dialog around it says it is about. */
  about: string;
  /** Where a link leads. */
  link?: string;
  /** What pressing it sends, as far as the page says so: of a form, or what was held back when it was pressed before. */
  sends?: string;
  /** What is filled in around it, as people may see it: labels and values. */
  fields: readonly (readonly [label: string, value: string])[];
}

/** How a page marks an element for programs. */
export interface ElementMark {
  testId?: string;
  id?: string;
  /** The name that a field is sent by. */
  field?: string;
  /** What stands in it cannot be read. */
  isMasked?: true;
}

export type FieldValue = string | boolean | readonly string[];

export type BrowserAction =
  | { kind: 'open'; url: string }
  | { kind: 'back' }
  | { kind: 'reload' }
  /** `dialog`: how a question that the page asks meanwhile is answered: `accept`, or the words that it wants. */
  | { kind: 'click'; target: Target; dialog?: string | undefined }
  /** A text that is `{{name}}` types the secret of that name. */
  | { kind: 'fill'; fields: readonly { ref: string; value: FieldValue }[] }
  | { kind: 'press'; key: string; ref?: string | undefined }
  | { kind: 'wait'; text?: string | undefined; gone?: string | undefined; seconds: number };

export type BrowserTrouble =
  /** Neither opened nor open any more. */
  | 'closed'
  | 'bad_address'
  /** Not among the sites that the agent may open. */
  | 'not_a_site'
  | 'private_address'
  | 'unreachable'
  | 'no_element'
  | 'several_elements'
  | 'no_secret'
  | 'timeout'
  | 'failed';

export interface Trouble {
  kind: BrowserTrouble;
  /** The host, the words or the name that it is about, or what the browser says of it in a line. */
  detail: string;
}

/** What a page gave to be kept. */
export type Download =
  { name: string; text: string } | { name: string; problem: 'too_large' | 'not_text' | 'failed' };

/** What an action came to, beside what a look shows. */
export interface Happened {
  trouble?: Trouble;
  /** What the page wanted to send and was held back from, as `POST https://host/path`. */
  held: readonly string[];
  /** What was sent. */
  sent: readonly string[];
  /** What the page said or asked in dialogs. */
  dialogs: readonly string[];
  downloads: readonly Download[];
}

export interface BrowserSecret {
  name: string;
  value: string;
  /** Where it may be typed. */
  sites: readonly string[];
}

/** `reads`: what pages may send to at any time, see `BrowserRights`. */
export interface SessionSpec {
  sites: readonly string[];
  reads: readonly string[];
}

/** What is kept of a browser while its run waits for people: as much as is needed to open it again where it was. It holds logins. */
export interface ParkedBrowser {
  url: string;
  /** Cookies and what else sites have stored; the adapter's own. */
  storage: unknown;
  /** What was filled in, by the place of the field on the page; of secrets the names. */
  fields: readonly { place: number; label: string; value: FieldValue }[];
  /** The refs that the last look gave, with what they named. */
  refs: readonly { ref: string; role: string; name: string }[];
}

/** A browser of its own for one piece of work: it shares no login with any other, and keeps nothing. One call at a time. */
export interface BrowserSession {
  isOpen(): boolean;
  /** Unless `maySend`, a page is held back from sending anything but questions. */
  act(action: BrowserAction, options: { maySend: boolean; signal: AbortSignal }): Promise<Happened>;
  /** @throws `AppError` where there is no page to be seen. */
  look(signal: AbortSignal): Promise<Look>;
  facts(target: Target, signal: AbortSignal): Promise<ElementFacts | Trouble>;
  /** How the page marks these elements of the last look; those that are not there any more are left out. */
  marks(refs: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, ElementMark>>;
  /** What it takes to open it again; undefined where there is no page, or one that cannot be kept. */
  park(): Promise<ParkedBrowser | undefined>;
  close(): Promise<void>;
}

export interface Browser {
  /** @throws AppError `browser.unavailable` */
  open(spec: SessionSpec): Promise<BrowserSession>;
  /**
   * Opens it again as it was parked, as far as the page lets it: refs of the last look go on where what they named is there once.
   * @throws AppError `browser.unavailable`
   */
  reopen(spec: SessionSpec, parked: ParkedBrowser, signal: AbortSignal): Promise<BrowserSession>;
  close(): Promise<void>;
}

/** Why the proxy let something not through. */
export type Refusal = 'not_a_site' | 'private_address' | 'too_much';

/** What everything of one session goes through. */
export interface Gate {
  port: number;
  /** Why the host was refused, if it was. */
  refusedAs(host: string): Refusal | undefined;
  close(): Promise<void>;
}

/** Opens a gate to these sites and to nothing else. */
export type OpenGate = (sites: readonly string[]) => Promise<Gate>;
