import { readAside } from '../shared/read-aside.ts';
import type { InboxRow } from '../domain/records.ts';
import type { ModelMessage } from '../ports/model.ts';
import type { Ports } from '../ports/index.ts';
import { findCommand, readCommand } from './grammar.ts';
import { readWhole } from './enclosures.ts';
import { readMessageChanges } from './message-changes.ts';

/** The longest talk that is looked back over. */
const MAX_ROWS = 40;

/** Tokens of a text, four characters each: close enough for a budget, and no tokenizer to download. */
export const estimateTokens = (text: string): number => Math.ceil(text.length / 4);

/**
 * What was said in the thread before this message, oldest first, as much as fits the budget, in the words that stand there
 * now. Tool traffic is left out. `isTainted`: some of it was said after text from outside had been read.
 */
export async function readHistory(
  { store }: Pick<Ports, 'store'>,
  { threadKey, seq }: Pick<InboxRow, 'threadKey' | 'seq'>,
  maxTokens: number,
): Promise<{ messages: ModelMessage[]; isTainted: boolean }> {
  const rows = await store
    .collection('inbox')
    .find({ threadKey, seq: { $lt: seq } }, { sort: { seq: -1 }, limit: MAX_ROWS, omit: ['journal'] });
  const changes = await readMessageChanges({ store }, rows);
  const messages: ModelMessage[] = [];
  let tokens = 0;
  let isTainted = false;
  for (const row of rows) {
    const said = toMessages(row, changes.get(row.id)?.text);
    tokens += said.reduce((sum, { text }) => sum + estimateTokens(text), 0);
    if (tokens > maxTokens) break;
    messages.unshift(...said);
    isTainted ||= row.isTainted === true;
  }
  return { messages, isTainted };
}

/** @param now - what it was changed to since; null when it was taken back, so that it is nobody's any more. */
function toMessages(
  { incoming, reply }: Pick<InboxRow, 'incoming' | 'reply'>,
  now: string | null | undefined,
): ModelMessage[] {
  if (incoming.kind !== 'message' && incoming.kind !== 'command') return [];
  if (now === null && reply === null) return [];
  if (isAside(incoming.kind, now ?? incoming.text)) return [];
  const text = now === null ? '(taken back)' : readWhole(incoming, now);
  const said: ModelMessage = { role: 'user', text, name: incoming.sender.name };
  return reply ? [said, { role: 'assistant', text: reply, calls: [] }] : [said];
}

/** Said aside, or typed as a comment that is. */
function isAside(kind: 'message' | 'command', text: string): boolean {
  const command = kind === 'command' ? readCommand(text) : findCommand(text);
  return readAside(command?.name === 'comment' ? command.rest : text) !== undefined;
}
