import { askModel, describeCall } from './ask-model.ts';
import { closing, closingOf, dropCalls, noteOf } from './closing.ts';
import { finalAnswer, openCalls, planEntries } from './journal.ts';
import { limitReached } from './limits.ts';
import type { LoopEnd, LoopOptions } from './loop-options.ts';
import { makeCalls } from './make-calls.ts';

/**
 * Asks the model, writes its answer down, makes its calls through the guard, writes their results down, and goes on until
 * it calls nothing more, or until a limit: then it is asked once more for what it has. Begins wherever the journal stands: finished calls are never made again.
 *
 * @throws AppError of the model port, `run.fenced` when the journal is no longer ours, or the signal's reason.
 */
export async function runLoop(given: LoopOptions): Promise<LoopEnd> {
  const { journal, limits, signal } = given;
  for (;;) {
    signal.throwIfAborted();
    const over = closingOf(journal.entries);
    const options = over ? closing(given) : given;
    if (openCalls(journal.entries).length > 0) {
      const end = await makeCalls(options);
      if (end?.kind !== 'limit') {
        if (end) return end;
        continue;
      }
      if (!(await dropCalls(options))) return end;
      await journal.append([noteOf(end.limit, options)]);
      continue;
    }
    const stop = await options.stopped?.();
    if (stop) return { kind: 'stopped', stop };
    if (over?.said) return { kind: 'limit', limit: over.limit, text: over.said.text };
    const last = finalAnswer(journal.entries);
    if (last) return { kind: 'answered', text: last.text };
    if (await options.mustPause?.()) return { kind: 'paused' };
    const limit = over ? undefined : limitReached(journal.entries, limits);
    if (limit) {
      await journal.append([noteOf(limit, options)]);
      continue;
    }
    const spent = await options.purse.reached();
    if (spent) return { kind: 'spent', spent };
    const news = (await options.news?.()) ?? [];
    if (news.length > 0) await journal.append(news);
    const said = await askModel(options).catch((thrown: unknown) => {
      // What ends the work is the limit, not that the last word cannot be had.
      if (!over || signal.aborted) throw thrown;
      options.log.warn({ err: thrown }, 'the model had no last word');
    });
    if (!said) return { kind: 'limit', limit: over?.limit ?? 'model_calls' };
    await options.purse.count(said.usage);
    const describe = (name: string, args: unknown) => describeCall(name, args, options);
    await journal.append(planEntries(said, journal.entries.length, options.clock.now(), describe));
  }
}
