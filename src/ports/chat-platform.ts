import type { CodedFault } from '../domain/error-facts.ts';
import type { Bus } from './bus.ts';
import type { ChatPort } from './chat.ts';
import type { HttpDoor } from './http-door.ts';
import type { PushChannel } from './push-channel.ts';
import type { OwnCollection, Store } from './store.ts';
import type { Clock, Ids, Log, SecretBox } from './system.ts';
import type { WebChat } from './web-chat.ts';

/** The environment, as far as it is set. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What a platform is opened with. */
export interface PlatformDeps {
  store: Store;
  bus: Bus;
  clock: Clock;
  ids: Ids;
  log: Log;
  secrets: SecretBox;
  /** Of the adapter's own words, for people whose language is not known. */
  locale: string;
  /** Where people reach the product, without a slash at the end. */
  publicUrl: string;
  /** The key of the installation, to sign what the platform brings back. */
  secretKey: string;
}

/** A platform in use. */
export interface OpenPlatform {
  chat: ChatPort;
  /** The paths that it serves. */
  doors?: readonly HttpDoor[];
  /** The chat that is drawn by the product itself: it also receives where only the web is served. */
  webChat?: WebChat;
}

/** What the environment says about a platform. */
export interface PlatformSetup {
  /** What is wrong, each naming the variable and the fix. */
  faults: readonly CodedFault[];
  /** Absent where the platform is not set up. Loads what is large only when it is called. */
  open?: (deps: PlatformDeps) => Promise<OpenPlatform>;
  /** Groups of the platform that only listen; there without `open` too, as people add them at any time. */
  push?: PushChannel;
  /** The one such group that the environment names: its variable and its address, which must not be printed. */
  pushGroup?: { variable: string; address: { reveal(): string } };
}

/**
 * A chat platform as the product knows it before it is opened: everything about it stands in its folder, and the list of
 * `src/platforms.ts` has a line for it. Made by `definePlatform`.
 */
export interface ChatPlatform {
  /** What `ChatPort.platform` is, and what ids of its people begin with: lower-case letters, digits and `-`. */
  readonly name: string;
  /** The environment variables that it reads. */
  readonly variables: readonly string[];
  /** What it keeps in the store for itself. */
  readonly collections: readonly OwnCollection[];
  read(variables: Variables): PlatformSetup;
}
