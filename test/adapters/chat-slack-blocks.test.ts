import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { drawMessage, SHAPES } from '../../adapters/chat/slack/messages.ts';
import { drawForm } from '../../adapters/chat/slack/modal.ts';
import { splitRichText, toRichText } from '../../adapters/chat/slack/rich-text.ts';
import { clean, cut, escapeWithin } from '../../adapters/chat/slack/text.ts';
import { FIELD_KINDS, type Field } from '../../src/domain/ask.ts';
import { CARD_KINDS, type Card } from '../../src/domain/card.ts';
import { findMessageFault, findViewFault } from '../fakes/slack/block-limits.ts';
import { drawBlocks, findPings } from '../fakes/slack/screen.ts';

/** Text of any length that looks for trouble: markup, control tokens, half characters, signs that JSON makes longer. */
const nasty = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 400 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  {
    weight: 4,
    arbitrary: fc
      .array(
        fc.constantFrom(
          '<!channel>',
          '<@U0123>',
          '<https://a|b>',
          '**',
          '`',
          '```\n',
          '"\\\n',
          '漢',
          '😀',
          '\ud800',
          '\u202e',
          '| a | b |\n',
          '- x\n',
          '> q\n',
          '[a](https://b.c)',
          '&amp;',
          '# ',
          '~~',
          '_',
          ' ',
        ),
        { maxLength: 60 },
      )
      .map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 9_000 }).map((count) => '\\"\n'.repeat(count)) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 30_000 }).map((count) => '字'.repeat(count)) },
);

const many = <T>(arbitrary: fc.Arbitrary<T>, maxLength: number) => fc.array(arbitrary, { maxLength });

const button = fc.record({
  action: fc.oneof(fc.constantFrom('answer', 'approve', 'cancel'), nasty),
  label: nasty,
  value: fc.oneof(fc.string({ maxLength: 120 }).filter(Boolean), nasty.filter(Boolean)),
  style: fc.constantFrom(undefined, 'primary', 'danger'),
  confirm: fc.option(nasty, { nil: undefined }),
});

const cards = fc.record({
  kind: fc.constantFrom(...CARD_KINDS),
  lead: nasty,
  title: nasty,
  mark: fc.constantFrom(undefined, 'done', 'partial', 'failed', 'rejected', 'expired', 'paused'),
  body: many(fc.record({ kind: fc.constantFrom('code', 'markdown'), text: nasty }), 4),
  facts: many(nasty, 5),
  due: fc.constantFrom(undefined, { label: 'until', at: '2026-12-01T09:00:00.000Z', moment: '1 Dec, 17:00' }),
  progress: nasty,
  folded: fc.option(fc.record({ title: nasty, text: nasty }), { nil: undefined }),
  context: nasty,
  tone: fc.constantFrom('neutral', 'active', 'attention', 'good', 'bad'),
  lines: many(nasty, 30),
  steps: many(
    fc.record({
      title: nasty,
      status: fc.constantFrom('waiting', 'running', 'success', 'failure', 'abandoned', 'skipped'),
    }),
    120,
  ),
  files: many(
    fc.record({
      deliverableId: fc.constant('d'),
      name: nasty,
      contentType: fc.constant('text/plain'),
      sizeBytes: fc.nat(),
      url: fc.oneof(fc.webUrl(), nasty),
    }),
    20,
  ),
  buttons: many(button, 40),
  hint: nasty,
  taskNumber: fc.option(fc.nat(), { nil: undefined }),
});

/** Undefined fields are left out, as the product's types want it. */
const compact = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
const toCard = (card: object): Card => {
  const { buttons, ...rest } = card as Card;
  return compact({ ...rest, buttons: buttons.map(compact) });
};

describe('whatever a card or an answer holds', () => {
  it('fits into what Slack takes, pings nobody and always has words beside the blocks', () => {
    fc.assert(
      fc.property(
        nasty,
        cards,
        fc.constantFrom('en', 'zh-CN'),
        fc.constantFrom(...SHAPES),
        (text, card, locale, shape) => {
          const [draft, ...rest] = drawMessage({ text, card: toCard(card), locale }, 'T01', shape);
          expect(rest).toEqual([]);
          expect(findMessageFault(draft?.blocks ?? [])).toBeUndefined();
          expect(draft?.text.trim()).not.toBe('');
          expect(draft?.text.length).toBeLessThanOrEqual(4_000);
          expect(draft?.text.isWellFormed()).toBe(true);
          expect(findPings(draft?.text ?? '', draft?.blocks, false)).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('fits when twenty people are called', () => {
    fc.assert(
      fc.property(cards, (card) => {
        const mentions = Array.from({ length: 30 }, (_, at) => ({
          id: `slack:T01:U012345678${at}`,
          name: 'x',
        }));
        const [draft] = drawMessage(
          { text: 'x'.repeat(9_000), card: toCard(card), locale: 'en', mentions },
          'T01',
          'rich',
        );
        expect(findMessageFault(draft?.blocks ?? [])).toBeUndefined();
        expect(findPings(draft?.text ?? '', draft?.blocks, false)).toHaveLength(20);
        expect(draft?.text.length).toBeLessThanOrEqual(4_000);
      }),
      { numRuns: 100 },
    );
  });

  it('fits as text too, in parts', () => {
    fc.assert(
      fc.property(many(nasty, 4), fc.constantFrom('plain', 'text'), (texts, shape) => {
        for (const draft of drawMessage({ text: texts.join('\n'), locale: 'en' }, 'T01', shape)) {
          expect(findMessageFault(draft.blocks ?? [])).toBeUndefined();
          expect(draft.text.trim()).not.toBe('');
          expect(draft.text.length).toBeLessThanOrEqual(4_000);
          expect(findPings(draft.text, draft.blocks, false)).toEqual([]);
        }
      }),
      { numRuns: 80 },
    );
  });

  it('fits into a form', () => {
    const field: fc.Arbitrary<Field> = fc
      .record({
        name: nasty,
        label: nasty,
        kind: fc.constantFrom(...FIELD_KINDS),
        isRequired: fc.boolean(),
        options: many(nasty, 130),
        value: fc.oneof(nasty, fc.integer(), fc.boolean(), many(nasty, 3)),
        help: nasty,
      })
      .map(compact);
    fc.assert(
      fc.property(nasty, many(field, 8), fc.constantFrom('en', 'zh-CN'), (title, fields, locale) => {
        const view = drawForm({ id: 'x', title, fields, locale, createdAt: new Date(0) }, '{}');
        expect(findViewFault(view)).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });

  it('keeps every word of plain prose, in order', () => {
    const word = fc.stringMatching(/^[a-z漢字😀]{1,30}$/u);
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 3_000 }),
        fc.constantFrom(' ', '\n', '\n\n'),
        (words, gap) => {
          const parts = splitRichText(words.join(gap), 2_000);
          const read = parts.map((elements) => drawBlocks([{ type: 'rich_text', elements }])).join(' ');
          expect(read.split(/\s+/).filter(Boolean).join('')).toBe(words.join(''));
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('Markdown', () => {
  const draw = (markdown: string): string =>
    drawBlocks([{ type: 'rich_text', elements: toRichText(markdown) }]);

  it('keeps tables and code as they are, and marks for what they are', () => {
    expect(draw('| a | b |\n|---|---|\n| 1 | 2 |')).toBe('| a | b |\n|---|---|\n| 1 | 2 |');
    expect(draw('~~~\n**not bold**')).toBe('**not bold**');
    expect(draw('a `*b*` c')).toBe('a *b* c');
    expect(draw('snake_case_name and 2 * 3 * 4')).toBe('snake_case_name and 2 * 3 * 4');
    expect(draw('1. one\n2. two\n   - deep')).toBe('• one\n• two\n• deep');
    expect(draw('> quoted\n> twice')).toBe('quoted\ntwice');
    expect(draw('\\*not\\* bold')).toBe('*not* bold');
  });

  it('makes links of web and mail addresses only, and says where they lead when their label lies', () => {
    expect(draw('[a](javascript:alert(1))')).toContain('javascript:alert');
    expect(JSON.stringify(toRichText('[a](javascript:alert)'))).not.toContain('"link"');
    expect(draw('[docs](https://e.example/x)')).toBe('docs');
    expect(draw('[bank.example](https://evil.example)')).toBe('bank.example (evil.example)');
    expect(draw('![picture](https://e.example/p.png)')).toBe('picture');
  });

  it('takes a text made of marks in reasonable time', () => {
    for (const mark of ['*', '**a', '`', '[', '_a', '~~', '> ', '| ', '- ', '\\']) {
      expect(splitRichText(mark.repeat(20_000), 11_000).length).toBeGreaterThan(0);
    }
  });
});

describe('text for Slack', () => {
  it('is cut between characters and never inside an escape', () => {
    expect(cut('a😀b', 3)).toBe('a…');
    expect(cut('abc', 3)).toBe('abc');
    expect(escapeWithin('<<<<', 9)).toBe('&lt;&lt;…');
    expect(clean('a\u202eb\u0007c\ud800\u200b')).toBe('abc\ufffd');
    expect(clean('👩‍👩‍👧')).toBe('👩‍👩‍👧');
  });
});
