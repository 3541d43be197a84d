import type { Enclosure, IncomingCommand, IncomingMessage } from '../domain/message.ts';
import { wordsFor } from '../words/index.ts';
import type { Reply } from './typed-commands.ts';
import { type Hearing, isToBot } from './hearing.ts';

/** So many are named to the agent. */
const MAX_NAMED = 20;

const nameOf = ({ kind, name }: Enclosure): string => (name ? `${kind} ${JSON.stringify(name)}` : kind);

/** A message as the agent reads it: what came with the words is named, so that it does not speak as if nothing were there. */
export function readWhole(incoming: IncomingMessage | IncomingCommand, text = incoming.text): string {
  const enclosures = incoming.kind === 'message' ? (incoming.enclosures ?? []) : [];
  if (enclosures.length === 0) return text;
  const named = enclosures.slice(0, MAX_NAMED).map(nameOf).join(', ');
  return `${text}\n\n(sent along, and you cannot open it: ${named})`.trim();
}

/** A message to the bot in which there is nothing to read is answered with what would help; no model could say more. */
export async function hearNothing(hearing: Hearing): Promise<Reply | undefined> {
  const { incoming, text, caller } = hearing;
  if (incoming.kind !== 'message' || text !== '' || !isToBot(hearing)) return undefined;
  const words = wordsFor(caller.locale);
  const kinds = [...new Set((incoming.enclosures ?? []).map(({ kind }) => kind))];
  return { text: kinds.length > 0 ? words.cannotRead(kinds) : words.nothingSaid, isPrivate: true };
}
