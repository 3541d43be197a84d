import { AppError } from '../domain/errors.ts';
import type { CallEntry } from '../domain/journal.ts';
import type { ModelAnswer } from '../ports/model.ts';
import { toMessages } from './journal.ts';
import { whatIsLeft } from './limits.ts';
import type { LoopOptions } from './loop-options.ts';

/** One answer of the model to everything that the journal holds; nonsense is asked about once more. */
export async function askModel(options: LoopOptions): Promise<ModelAnswer> {
  const { model, modelName, system, opening, rules, hints, journal, limits, signal, onText } = options;
  const left = whatIsLeft(journal.entries, limits);
  const request = {
    model: modelName,
    system,
    messages: [
      ...opening,
      ...toMessages(journal.entries),
      ...(left === undefined ? [] : [{ role: 'data' as const, text: left }]),
    ],
    tools: [...rules.grants.values()].map(({ spec }) => spec),
    hints,
    signal,
    ...(onText ? { onText } : {}),
  };
  const ask = async (): Promise<ModelAnswer> => {
    try {
      return await model.complete(request);
    } catch (thrown) {
      // What a client makes of being cut off is no error of its own.
      signal.throwIfAborted();
      throw thrown;
    }
  };
  try {
    return await ask();
  } catch (thrown) {
    if (!AppError.is(thrown, 'model.nonsense')) throw thrown;
    options.log.warn({ model: modelName }, 'the model answered nonsense; asked once more');
    return ask();
  }
}

/** How a call is written down before it is looked at: what people read of it, and what it does to the world. */
export function describeCall(
  name: string,
  args: unknown,
  { rules, words }: LoopOptions,
): Pick<CallEntry, 'title' | 'effect'> {
  const tool = rules.grants.get(name);
  if (!tool) return { title: name.slice(0, 80), effect: 'read' };
  const parsed = tool.input.safeParse(args ?? {});
  return { title: parsed.success ? tool.title(parsed.data, words) : words.stepUnclear, effect: tool.effect };
}
