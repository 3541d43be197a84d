import type { Incoming, IncomingChange } from '../domain/message.ts';
import type { InboxRow } from '../domain/records.ts';
import type { Ports } from '../ports/index.ts';

/** One row a thing; what became of a message since is one row beside it, whatever the order in which they came. */
export const rowIdOf = (incoming: Incoming): string =>
  incoming.kind === 'change' ? changeIdOf(messageRowIdOf(incoming)) : `${incoming.platform}:${incoming.key}`;

export const messageRowIdOf = ({ platform, of }: IncomingChange): string => `${platform}:${of}`;

const changeIdOf = (rowId: string): string => `${rowId}:changed`;

/** The newest change of each message among the rows that was changed, by row id. */
export async function readMessageChanges(
  { store }: Pick<Ports, 'store'>,
  rows: readonly Pick<InboxRow, 'id'>[],
): Promise<ReadonlyMap<string, IncomingChange>> {
  if (rows.length === 0) return new Map();
  const byChange = new Map(rows.map(({ id }) => [changeIdOf(id), id]));
  const found = await store
    .collection('inbox')
    .find({ id: { $in: [...byChange.keys()] } }, { limit: rows.length, omit: ['journal'] });
  const changes = found.flatMap(({ id, incoming }) =>
    incoming.kind === 'change' ? [[byChange.get(id) ?? '', incoming] as const] : [],
  );
  return new Map(changes);
}
