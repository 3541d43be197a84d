import { describe, expect, it } from 'vitest';
import { BOARDS } from './board.ts';
import { evaluate } from './evaluate.ts';
import { CHINESE_ASIDE, CHINESE_HELD_OUT } from './held-out.zh.ts';
import { ENGLISH_ASIDE, ENGLISH_HELD_OUT } from './held-out.en.ts';
import { CHINESE } from './sentences.zh.ts';
import { ENGLISH } from './sentences.en.ts';
import type { Sentence } from './wanted.ts';

const isHarmless = ([, ...wanted]: Sentence): boolean => wanted.every((one) => Object.keys(one).length === 0);

/** The share that is right, and the sentences that ask for nothing and changed something all the same. */
async function score(sentences: readonly Sentence[], language: 'en' | 'zh') {
  const harmful: string[] = [];
  let right = 0;
  for (const sentence of sentences) {
    const { said, wrong } = await evaluate(sentence, BOARDS[language], language);
    if (wrong.length === 0) right += 1;
    else if (isHarmless(sentence)) harmful.push(said);
  }
  return { share: right / sentences.length, harmful };
}

describe('sentences in the way people talk, judged by what became of the board', () => {
  it.each([
    ['English that it was written with', ENGLISH, 'en', 0.9],
    ['Chinese that it was written with', CHINESE, 'zh', 0.9],
    ['English that was kept aside', ENGLISH_HELD_OUT, 'en', 0.7],
    ['Chinese that was kept aside', CHINESE_HELD_OUT, 'zh', 0.7],
    ['English that was kept aside of a second collection', ENGLISH_ASIDE, 'en', 0.7],
    ['Chinese that was kept aside of a second collection', CHINESE_ASIDE, 'zh', 0.7],
  ] as const)(
    'are understood in %s, and none that asks for nothing changes anything',
    async (name, sentences, language, least) => {
      const { share, harmful } = await score(sentences, language);
      console.info(`${name}: ${Math.round(share * sentences.length)} of ${sentences.length}`);
      expect(harmful).toEqual([]);
      expect(share).toBeGreaterThanOrEqual(least);
    },
    180_000,
  );
});
