/** What this process works on at the moment, the newest last: there is one event loop, so there is one list. */
const atHand = new Map<symbol, string>();
let tell: (names: readonly string[]) => void = () => {};

/**
 * Does the work, and has it stand in the list of what is at hand meanwhile: where the process hangs or dies, that names what
 * it was over.
 * @param name - kind and id, never a text.
 */
export async function holding<T>(name: string, work: () => Promise<T>): Promise<T> {
  const key = Symbol(name);
  atHand.set(key, name);
  tell([...atHand.values()]);
  try {
    return await work();
  } finally {
    atHand.delete(key);
    tell([...atHand.values()]);
  }
}

/** Hears of every change of the list from now on; there is one listener. */
export function onAtHand(listener: (names: readonly string[]) => void): void {
  tell = listener;
}
