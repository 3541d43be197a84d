import type { Store } from '../ports/store.ts';
import { AppError } from '../domain/errors.ts';

/** The next number of a row of numbers: 1, 2, 3 … A number may be left out when its taker fails, but never given twice. */
export async function nextNumber(store: Store, name: string): Promise<number> {
  const counters = store.collection('counters');
  const increment = () => counters.update({ id: name }, { $inc: { value: 1 } });
  const counter =
    (await increment()) ?? (await counters.insertIfAbsent({ id: name, value: 0 }), await increment());
  if (!counter) throw new AppError('internal', { problem: 'counter', name });
  return counter.value;
}
