import type { z } from 'zod';
import type { Ports } from './ports/index.ts';
import type { BrowserSessions } from './browser/sessions.ts';
import type { Settings } from './settings.ts';

/** What every part of the product is given first: the world behind its ports, what is configured, and which process this is. */
export interface App extends Ports {
  settings: Settings;
  /** This process, unlike any other that runs or ran: host, process id and a random part. */
  owner: string;
  /** The browsers that runs of this process have open. */
  browsers: BrowserSessions;
  /** What each tool takes as its arguments, by its name: a decision about a call is held against it. */
  toolInputs: ReadonlyMap<string, z.ZodType>;
}
