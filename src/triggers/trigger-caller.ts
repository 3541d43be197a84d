import { ownerCaller, type Owned } from '../access/owner-caller.ts';
import type { App } from '../app.ts';
import type { Caller } from '../ports/commands.ts';

/** What comes from outside asks with the rights of the owner of its door; what it says was written by strangers. */
export const triggerCaller = (app: App, door: Owned, key: string | undefined): Caller =>
  ownerCaller(app, door, {
    via: 'trigger',
    source: 'webhook',
    isTainted: true,
    ...(key === undefined ? {} : { key }),
  });
