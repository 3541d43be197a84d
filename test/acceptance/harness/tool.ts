import type { FakeStep } from '../../fakes/openai/steps.ts';
import { textOf } from './model.ts';
import type { Place } from './office.ts';
import type { Product } from './product.ts';

let wishes = 0;

/** Somebody writes, the model makes the calls in one answer, and this is what it was told of each. */
export async function inOneTurn(
  product: Product,
  person: string,
  calls: NonNullable<FakeStep['calls']>,
  place?: Place,
): Promise<string[]> {
  const words = `Wish ${(wishes += 1)}`;
  let results: string[] = [];
  product.model.turn(words, [
    { calls },
    ({ messages }) => {
      const last = messages.findLastIndex(({ role }) => role === 'assistant');
      results = messages.slice(last + 1).map(textOf);
      return 'So be it.';
    },
  ]);
  await product.say(person, words, place);
  return results;
}

/** The same with one call of `manage_tasks`. */
export async function manage(
  product: Product,
  person: string,
  args: Record<string, unknown>,
  place?: Place,
): Promise<string> {
  const [result = ''] = await inOneTurn(product, person, [{ name: 'manage_tasks', args }], place);
  return result;
}
