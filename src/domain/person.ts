/** The chat that is there in every installation, drawn by the product itself. */
export const BUILT_IN_PLATFORM = 'web';

/** A person as a platform knows them. `id` is `<platform>:<id there>`. */
export interface PersonRef {
  id: string;
  name: string;
}

/** A person with what is known of them. */
export interface Person extends PersonRef {
  platform: string;
  /** `foldName` of the name: how others call them. */
  nameKey: string;
  locale: string | null;
  /** IANA name, such as `Asia/Shanghai`. */
  timeZone: string | null;
  updatedAt: Date;
}

/** Where a talk happens. `thread` is the id of the message that began it; `channel` is opaque to the product. */
export interface ThreadRef {
  platform: string;
  channel: string;
  thread: string;
}

export const threadKey = ({ platform, channel, thread }: ThreadRef): string =>
  `${platform}:${channel}:${thread}`;

export const placeKey = ({ platform, channel }: Pick<ThreadRef, 'platform' | 'channel'>): string =>
  `${platform}:${channel}`;

/** Reads `<platform>:<channel>`, outside of any thread; undefined for anything else. */
export function readPlace(text: string): ThreadRef | undefined {
  const match = /^([a-z][a-z0-9-]*):(.+)$/s.exec(text);
  return match ? { platform: match[1] ?? '', channel: match[2] ?? '', thread: '' } : undefined;
}

/** A name as people use it: without case and width. */
export const foldName = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

/** What stands for a platform in the ids of those who were only ever named. */
export const NAMED = 'name';

/**
 * Stands for somebody who was named but never wrote to the bot. It matches whoever bears the name, in the channel where it
 * was said and nowhere else: names can be chosen freely.
 */
export const namedPersonId = (name: string): string => `${NAMED}:${foldName(name)}`;

export const personId = (platform: string, id: string): string => `${platform}:${id}`;

/** Whoever holds the token and says no name: a program, or a browser that signed in with it. */
export const TOKEN_HOLDERS: readonly string[] = [personId('api', 'token'), personId('console', 'token')];
export const isTokenHolder = (id: string): boolean => TOKEN_HOLDERS.includes(id);

/** All ids of the person with the id. */
export const idsOf = (id: string): readonly string[] => (isTokenHolder(id) ? TOKEN_HOLDERS : [id]);

/** Whether two ids are one person: whoever holds the token is one, by the API and in the console. */
export const samePerson = (one: string, other: string): boolean =>
  one === other || (isTokenHolder(one) && isTokenHolder(other));

/** Whether the person is one of those with the ids. */
export const isAmong = (person: string, ids: readonly string[]): boolean =>
  ids.some((id) => samePerson(id, person));

/** The platform of a person, or of a group that a platform keeps, by the id. */
export const platformOf = (id: string): string => id.slice(0, id.indexOf(':'));
