import { AppError } from '../../../src/domain/errors.ts';
import type { ThreadRef } from '../../../src/domain/person.ts';

export const PLATFORM = 'slack';

/**
 * A channel's id is unique in its workspace only, and a channel that two workspaces share is reached with either's
 * token. So the product's channel is `<workspace>:<channel>`, and its person `slack:<workspace>:<user>`, where the
 * workspace is the one that the app is installed in: the same for a message, a click and a command.
 */
export const writeChannel = (workspace: string, channel: string): string => `${workspace}:${channel}`;

export function readChannel(channel: string): { workspace: string; channel: string } {
  const match = /^([TE][A-Z0-9]+):([CDGUW][A-Z0-9]+)$/.exec(channel);
  if (!match) throw new AppError('chat.refused', { reason: 'channel_not_found' });
  return { workspace: match[1] ?? '', channel: match[2] ?? '' };
}

export const writePerson = (workspace: string, user: string): string => `${PLATFORM}:${workspace}:${user}`;

export function readMember(person: string): { workspace: string; user: string } | undefined {
  const match = /^slack:([TE][A-Z0-9]+):([UW][A-Z0-9]+)$/.exec(person);
  return match ? { workspace: match[1] ?? '', user: match[2] ?? '' } : undefined;
}

/** The user id in Slack, or undefined for anybody who is not of this workspace. */
export function readPerson(person: string, workspace: string): string | undefined {
  const member = readMember(person);
  return member?.workspace === workspace ? member.user : undefined;
}

/** A user group, written `slack:<workspace>:<S…>`; undefined for anything else. */
export function readGroup(id: string): { workspace: string; group: string } | undefined {
  const match = /^slack:([TE][A-Z0-9]+):(S[A-Z0-9]+)$/.exec(id);
  return match ? { workspace: match[1] ?? '', group: match[2] ?? '' } : undefined;
}

/** A person in place of a channel: what is written there goes to them directly. */
export const isPerson = (channel: string): boolean => /^[UW]/.test(channel);

/** Where a person of any workspace is written to; undefined for an id of no person. */
export function directPlace(person: string): ThreadRef | undefined {
  const match = /^slack:([TE][A-Z0-9]+):([UW][A-Z0-9]+)$/.exec(person);
  return match ? placeOf(match[1] ?? '', match[2] ?? '', NO_THREAD) : undefined;
}

export const isDirect = (channel: string): boolean => channel.startsWith('D');

/** A command stands in no thread: what answers it begins one. */
export const NO_THREAD = '';

export const placeOf = (workspace: string, channel: string, thread: string): ThreadRef => ({
  platform: PLATFORM,
  channel: writeChannel(workspace, channel),
  thread,
});

/** Slack's timestamps are ids too: seconds with six digits after the point. */
export const timeOf = (ts: string): Date => new Date(Number(ts) * 1000);

/** A link to a message or thread that opens it in Slack. `site` is the workspace's own address, where it is known. */
export function linkToMessage(site: string, channel: string, ts: string, thread?: string): string {
  const link = new URL(`/archives/${channel}/p${ts.replace('.', '')}`, site);
  if (thread && thread !== ts) {
    link.searchParams.set('thread_ts', thread);
    link.searchParams.set('cid', channel);
  }
  return link.href;
}
