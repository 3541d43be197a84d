import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { LEXICON } from '../../adapters/model/offline/lexicon.ts';
import { createOfflineModel } from '../../adapters/model/offline/index.ts';
import { takeApart } from '../../adapters/model/offline/spans.ts';
import { manageTasksInput } from '../../src/contract/tools.ts';
import type { HintedTask, ModelHints } from '../../src/ports/model.ts';
import { NOW, ZONE } from '../fixtures/utterances.ts';
import { BOARDS } from '../offline-evaluation/board.ts';

const model = createOfflineModel();
const tasks = [...BOARDS.en, ...BOARDS.zh].map(
  ({ title, status = 'backlog', assignee = null, priority = 'normal' }, at): HintedTask => ({
    number: at + 1,
    title,
    state: status as HintedTask['state'],
    assignee: assignee === null ? null : { kind: 'person', name: assignee },
    isMine: assignee === 'ana',
    due: null,
    priority,
  }),
);
const hints: ModelHints = {
  task: 'turn',
  locale: 'en',
  now: NOW,
  timeZone: ZONE,
  isFirst: false,
  speaker: 'ana',
  people: ['ana', 'bo', 'carla', '小李', '王芳'],
  tasks,
};

async function callsFor(text: string) {
  const { calls } = await model.complete({
    model: null,
    system: '',
    messages: [{ role: 'user', text }],
    tools: [{ name: 'manage_tasks', description: '', parameters: {} }],
    hints,
    signal: new AbortController().signal,
  });
  return calls.map(({ args }) => manageTasksInput.parse(args));
}

const words = LEXICON.phrases.map(({ norms }) =>
  norms.join(/\p{Script=Han}/u.test(norms.join('')) ? '' : ' '),
);
const GRAVE = ['cancel', 'run', 'retry', 'defer', 'archive', 'pause', 'resume'];

/** Whether a word or two neighbouring characters of the title stand in the text, one letter of a long word aside. */
function isMentioned(text: string, { title, number }: HintedTask): boolean {
  if (
    new RegExp(`T-?${number}\\b|#${number}\\b|任务 ?${number}|${number}号任务|task ${number}\\b`, 'i').test(
      text,
    )
  )
    return true;
  const low = text.toLowerCase();
  const latin = (title.toLowerCase().match(/[a-z]{3,}/g) ?? []).some((word) =>
    low.includes(word.slice(0, Math.max(3, word.length - 3))),
  );
  const han = (title.match(/\p{Script=Han}+/gu) ?? []).some((run) =>
    Array.from(run).some((_, at) => at + 1 < run.length && low.includes(run.slice(at, at + 2))),
  );
  return latin || han;
}

describe('words in any order', () => {
  it('end or start no task that they do not mention', async () => {
    const piece = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...words) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          'T-3',
          'T-9',
          '#4',
          ', ',
          '. ',
          '，',
          '。',
          '\n',
          '? ',
          'bo',
          '小李',
          'friday',
          '明天',
        ),
      },
      { weight: 1, arbitrary: fc.constantFrom(...tasks.map(({ title }) => title)) },
    );
    const message = fc.array(piece, { minLength: 1, maxLength: 14 }).map((parts) => parts.join(' '));
    await fc.assert(
      fc.asyncProperty(message, async (text) => {
        const wrong = (await callsFor(text)).filter(({ action, ref = '', status, confirm }) => {
          const isGrave = GRAVE.includes(action) || (action === 'update' && status === 'completed');
          const meant = tasks.find(({ number }) => ref === `T-${number}`);
          // "It" is the task of the thread, and a number that is nobody's is refused by the product.
          return isGrave && !confirm && (meant ? !isMentioned(text, meant) : !/^(?:it|T-\d+)$/.test(ref));
        });
        expect([text, wrong]).toEqual([text, []]);
      }),
      { numRuns: 1500 },
    );
  }, 60_000);

  it('change all that is meant by "all" only once the list was confirmed', async () => {
    for (const said of ['cancel all my tasks', '没人负责的任务全删了']) {
      const calls = await callsFor(said);
      expect([said, calls.length > 1, calls.every(({ confirm }) => confirm)]).toEqual([said, true, true]);
    }
  });
});

describe('long messages', () => {
  it('are looked through once, however long they are', () => {
    const counted = (text: string): number => {
      const looked = vi.spyOn(Map.prototype, 'get');
      takeApart(text, hints);
      const count = looked.mock.calls.length;
      looked.mockRestore();
      return count;
    };
    for (const piece of [
      'cancel the budget plan and ',
      '取消预算方案，再',
      'aaaaaaa ',
      '1 2 3, ',
      '"a" ',
      'T-3 ',
    ]) {
      // So many look-ups for each character, be it one thousand of them or ten.
      for (const times of [100, 1000]) {
        const text = piece.repeat(times);
        expect([piece, times, counted(text) / text.length < 12]).toEqual([piece, times, true]);
      }
    }
  });
});
