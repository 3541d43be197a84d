import type { Card } from '../../../src/domain/card.ts';
import { CARDS, type WeComCard } from './records.ts';
import type { Ports } from '../../../src/ports/index.ts';

/** Cards that were sent or looked up last, for clicks while the store does not answer. */
const REMEMBERED = 300;

/** The cards that were sent. */
export interface Cards {
  /** Writes a card down before it is sent, so that a click finds it whatever happens after. */
  remember(record: WeComCard): Promise<void>;
  get(id: string): Promise<WeComCard | undefined>;
  /** One of the last that were sent or looked up, without asking the store. */
  remembered(id: string): WeComCard | undefined;
  /** The card that was sent last about the same in the same conversation, when it came after this one. */
  successor(record: WeComCard): Promise<WeComCard | undefined>;
  /** Whether the conversation has been shown a card about that. */
  isKnown(subject: string, channel: string): Promise<boolean>;
  change(id: string, change: Partial<WeComCard>): Promise<void>;
}

export function createCards({ store }: Pick<Ports, 'store'>): Cards {
  const cards = store.own(CARDS);
  const recent = new Map<string, WeComCard>();
  const keep = (record: WeComCard): void => {
    recent.delete(record.id);
    recent.set(record.id, record);
    const [oldest] = recent.keys();
    if (recent.size > REMEMBERED && oldest !== undefined) recent.delete(oldest);
  };

  return {
    async remember(record) {
      keep(record);
      await cards.insertIfAbsent(record);
    },
    async get(id) {
      const record = await cards.get(id);
      if (record) keep(record);
      return record;
    },
    remembered: (id) => recent.get(id),
    async successor({ subject, channel, createdAt, id }) {
      if (subject === null) return undefined;
      const later = { subject, channel, createdAt: { $gte: createdAt } };
      const [last] = await cards.find(later, { sort: { createdAt: -1 }, limit: 1 });
      return last?.id === id ? undefined : last;
    },
    isKnown: async (subject, channel) => (await cards.find({ subject, channel }, { limit: 1 })).length > 0,
    async change(id, change) {
      const changed = await cards.update({ id }, { $set: { ...change } });
      if (changed) keep(changed);
    },
  };
}

/** What a card is about: a card that was posted anew and the one before it are about the same. */
export const subjectOf = ({ askId, runId, taskId }: Card): string | null => askId ?? runId ?? taskId ?? null;
