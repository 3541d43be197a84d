/** A person as a platform knows them. `id` is `<platform>:<id there>`. */
export interface PersonRef {
  id: string;
  name: string;
}

/** A person with what is known of them. */
export interface Person extends PersonRef {
  platform: string;
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

export const personId = (platform: string, id: string): string => `${platform}:${id}`;
