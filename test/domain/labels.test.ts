import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASK_DECISIONS, ASK_KINDS, askLabel, parseAskLabel } from '../../src/domain/ask.ts';
import { readSubject, writeSubject, type Subject } from '../../src/domain/card.ts';
import { AppError, ERRORS, invalid } from '../../src/domain/errors.ts';
import { foldTitle, parseTaskLabel, taskLabel } from '../../src/domain/task.ts';

const number = fc.integer({ min: 1, max: 999_999_999 });

describe('numbers', () => {
  it('of tasks are read as they are shown, and as people type them', () => {
    fc.assert(
      fc.property(number, (n) => {
        expect(parseTaskLabel(taskLabel({ number: n }))).toBe(n);
        for (const text of [`t-${n}`, `T${n}`, `#${n}`, ` T-${n} `]) expect(parseTaskLabel(text)).toBe(n);
      }),
    );
  });

  it('of asks are read as they are shown, and as people type them', () => {
    fc.assert(
      fc.property(number, (n) => {
        expect(parseAskLabel(askLabel({ number: n }))).toBe(n);
        for (const text of [`a-${n}`, `A${n}`, `\tA-${n}\n`]) expect(parseAskLabel(text)).toBe(n);
      }),
    );
  });

  it.each([
    '',
    'T-',
    'T--1',
    'T-1.5',
    'T-1 T-2',
    'T-1e3',
    'xT-1',
    'T-1x',
    '٤٢',
    'T-٤٢',
    'Ｔ-4',
    '#-4',
    '42',
    'T-1234567890',
    'T-1\nT-2',
  ])('are not seen in %j', (text) => {
    expect(parseTaskLabel(text)).toBeUndefined();
    expect(parseAskLabel(text.replace('T', 'A'))).toBeUndefined();
  });

  it('are not seen in any text that is not one', () => {
    const seen = fc.sample(fc.string({ unit: 'binary', maxLength: 12 }), 5000).filter(parseTaskLabel);
    expect(seen.filter((text) => !/^\s*(t-?|#)\d{1,9}\s*$/i.test(text))).toEqual([]);
  });
});

describe('the value of a button', () => {
  const subject: fc.Arbitrary<Subject> = fc.record(
    {
      kind: fc.constantFrom('run' as const, 'ask' as const),
      id: fc.stringMatching(/^[\w.:-]{1,80}$/),
      version: fc.nat({ max: 999_999_999 }),
      option: fc.nat({ max: 999 }),
    },
    { requiredKeys: ['kind', 'id', 'version'] },
  );

  it('reads back as what was written', () => {
    fc.assert(
      fc.property(subject, (one) => {
        expect(readSubject(writeSubject(one))).toEqual(one);
      }),
    );
  });

  it('fits into the 128 bytes of WeCom with the longest numbers', () => {
    const longest = writeSubject({ kind: 'run', id: 'x'.repeat(36), version: 999_999_999, option: 999 });
    expect(Buffer.byteLength(longest)).toBeLessThanOrEqual(120);
  });

  it('is nothing but what was written: any other text is no subject', () => {
    const near = fc.tuple(
      fc.constantFrom('task', 'run', 'ask', 'x'),
      fc.string({ maxLength: 6 }),
      fc.string({ maxLength: 4 }),
    );
    const texts = fc.sample(near, 5000).map((parts) => parts.join('~'));
    const misread = texts.filter((text) => {
      const found = readSubject(text);
      return found && Number(writeSubject(found).split('~')[2]) !== Number(text.split('~')[2]);
    });
    expect(misread).toEqual([]);
  });

  it.each([
    '',
    'task',
    'task~',
    'task~id',
    'task~id~',
    'task~id~-1',
    'task~id~1~',
    'task~id~1~2~3',
    'task~~1',
    'user~id~1',
    'Task~id~1',
    'task~a/b~1',
    'task~<!channel>~1',
    'task~$ne~1',
    'task~id~1\n',
    `task~${'x'.repeat(81)}~1`,
  ])('is refused as %j', (text) => {
    expect(readSubject(text)).toBeUndefined();
  });
});

describe('titles', () => {
  it.each([
    ['Buy paper', 'buy  PAPER!'],
    ['Renew the certificate', '“Renew the certificate”'],
    ['修复登录', '修复 登录。'],
    ['ＡＢＣ', 'abc'],
    ['T-shirt', 'T shirt'],
  ])('%j and %j are one', (a, b) => {
    expect(foldTitle(a)).toBe(foldTitle(b));
  });

  it('keep what tells them apart', () => {
    expect(foldTitle('Version 1')).not.toBe(foldTitle('Version 2'));
    expect(foldTitle('买纸')).not.toBe(foldTitle('买笔'));
  });
});

describe('asks', () => {
  it('can each be settled, and by no decision that leaves them open', () => {
    for (const kind of ASK_KINDS) {
      const states = Object.values(ASK_DECISIONS[kind]);
      expect({ kind, isSettled: states.length > 0 && !states.includes('open' as never) }).toEqual({
        kind,
        isSettled: true,
      });
    }
  });
});

describe('errors', () => {
  it('are given to clients as a status that means an error, and retried only where the same call may succeed', () => {
    const kinds = Object.entries(ERRORS);
    expect(kinds.filter(([, { http }]) => http < 400 || http >= 600)).toEqual([]);
    expect(kinds.filter(([, { http, retry }]) => retry && ![409, 429, 503, 504].includes(http))).toEqual([]);
  });

  it('keep a stranger as the cause and pass on their own kind', () => {
    const stranger = new TypeError('x');
    expect(AppError.from(stranger)).toMatchObject({ code: 'internal', cause: stranger });
    const own = invalid('title', 'too_long', '256');
    expect(AppError.from(own)).toBe(own);
    expect(own).toMatchObject({
      code: 'input.invalid',
      details: { faults: [{ field: 'title', code: 'too_long', facts: ['256'] }] },
    });
    expect(AppError.is(own, 'input.invalid')).toBe(true);
    expect(AppError.is(stranger, 'internal')).toBe(false);
  });
});
