import { askModel, describeCall } from './ask-model.ts';
import { finalAnswer, openCalls, planEntries } from './journal.ts';
import { limitReached } from './limits.ts';
import type { LoopEnd, LoopOptions } from './loop-options.ts';
import { makeCalls } from './make-calls.ts';

/**
 * Asks the model, writes its answer down, makes its calls through the guard, writes their results down, and goes on until
 * it calls nothing more. Begins wherever the journal stands: finished calls are never made again.
 *
 * @throws AppError of the model port, `run.fenced` when the journal is no longer ours, or the signal's reason.
 */
export async function runLoop(options: LoopOptions): Promise<LoopEnd> {
  const { journal, limits, signal } = options;
  for (;;) {
    signal.throwIfAborted();
    if (openCalls(journal.entries).length > 0) {
      const end = await makeCalls(options);
      if (end) return end;
      continue;
    }
    const last = finalAnswer(journal.entries);
    if (last) return { kind: 'answered', text: last.text };
    if (await options.mustPause?.()) return { kind: 'paused' };
    const limit = limitReached(journal.entries, limits);
    if (limit) return { kind: 'limit', limit };
    const spent = await options.purse.reached();
    if (spent) return { kind: 'spent', spent };
    const said = await askModel(options);
    await options.purse.count(said.usage);
    const describe = (name: string, args: unknown) => describeCall(name, args, options);
    await journal.append(planEntries(said, journal.entries.length, options.clock.now(), describe));
  }
}
