import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardMarkdown } from '../../adapters/chat/wecom/card-text.ts';
import { drawCard, drawConfirm, drawNotice, readChoice } from '../../adapters/chat/wecom/cards.ts';
import { wordsFor } from '../../src/words/index.ts';
import type { Field } from '../../src/domain/ask.ts';
import type { Card } from '../../src/domain/card.ts';
import { aCard } from '../fakes/wecom/index.ts';
import { drawn } from '../fakes/wecom/read.ts';
import { checkCard } from '../fakes/wecom/rules.ts';

const words = wordsFor('en').wecom;
const RULES = { takesButtons: true };
const check = (card: unknown): number => checkCard(card, RULES, new Set());
const field = (name: string, more: Partial<Field> = {}): Field => ({
  name,
  label: name,
  kind: 'choice',
  isRequired: true,
  options: ['a', 'b'],
  ...more,
});
const answer = { action: 'answer', label: 'Send', value: 'ask~ask-1~1' };

describe('a card for WeCom', () => {
  it('is one that WeCom takes, whatever stands in it', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 200 });
    const button = fc.record({
      action: fc.constant('answer'),
      label: text,
      value: fc.uuid(),
      confirm: fc.option(text, { nil: undefined }),
    });
    const arbitrary = fc.record({
      title: text,
      context: text,
      lines: fc.array(text),
      hint: text,
      buttons: fc.uniqueArray(button, { maxLength: 30, selector: ({ value }) => value }),
    });
    fc.assert(
      fc.property(arbitrary, (parts) => {
        const card = { ...parts, kind: 'ask', tone: 'neutral' } as Card;
        const drawing = drawCard(card, 't_1', words);
        expect(drawing === undefined).toBe(card.buttons.length === 0);
        const [first] = card.buttons;
        const cards = [
          drawing?.card,
          drawNotice(card, 't_1', undefined),
          first && drawConfirm(card, first, 't_1', words),
        ];
        expect(cards.filter((each) => each !== undefined).map(check)).not.toContainEqual(
          expect.toSatisfy((code) => code !== 0),
        );
      }),
    );
  });

  it('gives back the button that was pressed, and nothing for a key that it never had', () => {
    const card = aCard();
    const { button_list } = drawn(drawCard(card, 't_1', words)?.card);
    const choices = button_list.map(({ key }) => readChoice(card, key, {}, words));
    expect(choices).toEqual(card.buttons.map((button) => ({ kind: 'press', button })));
    for (const key of ['', 'press|approve|ask~other~1', 'sure|stop|x', 'pick'])
      expect(readChoice(card, key, {}, words)).toBeUndefined();
  });

  it('with one choice is a vote, with up to three a form, and with free text is answered by typing', () => {
    const type = (fields: Field[]): unknown =>
      drawCard(aCard({ buttons: [answer], fields }), 't_1', words)?.card['card_type'];
    expect(type([field('a')])).toBe('vote_interaction');
    expect(type([field('a', { kind: 'choices' })])).toBe('vote_interaction');
    expect(type([field('a'), field('b'), field('c', { kind: 'boolean' })])).toBe('multiple_interaction');
    expect(type([field('a'), field('b'), field('c'), field('d')])).toBeUndefined();
    expect(type([field('a'), field('b', { kind: 'text' })])).toBeUndefined();
    expect(type([field('a', { options: [] })])).toBeUndefined();
    const skip = { action: 'skip', label: 'Skip', value: 'ask~ask-1~1' };
    const card = drawCard(
      aCard({ buttons: [answer, skip], fields: [field('a', { kind: 'text' })] }),
      't_1',
      words,
    )?.card;
    expect(drawn(card).button_list.map(({ text }) => text)).toEqual(['Skip']);
  });

  it('gives back the values of a form as the core knows them', () => {
    const fields = [field('region', { options: ['eu', 'us'] }), field('urgent', { kind: 'boolean' })];
    const card = aCard({ buttons: [answer], fields });
    const choice = readChoice(card, 'press|answer|ask~ask-1~1', { f0: ['o1'], f1: ['o0'] }, words);
    expect(choice).toMatchObject({ kind: 'press', values: { region: 'us', urgent: true } });
    const forged = readChoice(card, 'press|answer|ask~ask-1~1', { f0: ['o99'], f9: ['o0'] }, words);
    expect(forged).toMatchObject({ kind: 'press', values: {} });
  });

  it('numbers choices that are too long, and says them in full', () => {
    const options = ['the European data centre', 'the American data centre'];
    const drawing = drawCard(aCard({ buttons: [answer], fields: [field('a', { options })] }), 't_1', words);
    expect(JSON.stringify(drawing?.card['checkbox'])).toContain('1. the Eur');
    expect(drawing?.context ?? drawing?.card.sub_title_text).toContain('2. the American data centre');
  });

  it('leads to the run or task that it is about', () => {
    const action = (card: Card): unknown => drawNotice(card, 't_1', 'https://errand.example/')['card_action'];
    expect(action(aCard({ runId: 'r1', taskId: 't1' }))).toEqual({
      type: 1,
      url: 'https://errand.example/runs/r1',
    });
    expect(action(aCard({ taskId: 't1' }))).toEqual({ type: 1, url: 'https://errand.example/tasks/t1' });
  });

  it('says as text what can be chosen, and nothing of a note or of the one text that one types anyway', () => {
    const option = (label: string, at: number) => ({ action: 'answer', label, value: `ask~ask-1~1~${at}` });
    const text = cardMarkdown(aCard({ buttons: ['eu', 'us'].map(option) }), words);
    expect(text).toContain('1. eu\n2. us');
    const long = field('value', { label: 'Answer', kind: 'long_text' });
    expect(cardMarkdown(aCard({ buttons: [answer], fields: [long] }), words)).not.toContain('- Answer');
    expect(cardMarkdown(aCard({ fields: [long] }), words)).not.toContain('- Answer');
  });

  it('says as text all that it shows, with nothing in it that names people or hides a link', () => {
    const text = cardMarkdown(
      aCard({
        lines: ['<@all> [click](https://evil.example)'],
        steps: Array.from({ length: 20 }, (_, step) => ({
          title: `step ${step}`,
          status: 'success' as const,
        })),
        files: [
          {
            deliverableId: 'd',
            name: 'report.md',
            contentType: 'text/markdown',
            sizeBytes: 1,
            url: 'https://errand.example/f',
          },
        ],
        buttons: [answer],
        fields: [field('region', { options: ['eu', 'us'] })],
      }),
      words,
    );
    expect(text).toMatch(/^\*\*Send the report\?\*\*\n/);
    expect(text).toContain('> needs you');
    expect(text).toContain('✓ step 19');
    expect(text).toContain('- region *: eu / us');
    expect(text).toContain('[report.md](https://errand.example/f)');
    expect(text).toContain('or type: approve A-1');
    expect(text).not.toMatch(/<@|\]\(https:\/\/evil/);
  });
});

describe('the words of the adapter', () => {
  it('are Chinese for every kind of Chinese, English for the rest', () => {
    expect(wordsFor('zh-CN').wecom.noted).toBe(wordsFor('zh').wecom.noted);
    expect(wordsFor('fr').wecom.noted).toBe(wordsFor('en').wecom.noted);
  });
});
