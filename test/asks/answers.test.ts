import { describe, expect, it } from 'vitest';
import { checkAnswer } from '../../src/forms/check-answer.ts';
import type { Field } from '../../src/domain/ask.ts';
import { refusalIn } from '../fakes/refusal.ts';

const field = (name: string, kind: Field['kind'], changes: Partial<Field> = {}): Field => ({
  name,
  label: name,
  kind,
  isRequired: true,
  ...changes,
});

const form = (fields: Field[], value: unknown) => checkAnswer({ options: null, fields }, value);
const choice = (value: unknown) =>
  checkAnswer({ options: ['Europe', 'US East', '亚洲'], fields: null }, value);
const text = (value: unknown) => checkAnswer({ options: null, fields: null }, value);

const faultsOf = (work: () => unknown): string[] => refusalIn(work).faults;

describe('an answer in words', () => {
  it('is taken without the space around it', () => expect(text('  on Friday \n')).toBe('on Friday'));

  it.each([['' as unknown], ['   '], [undefined]])('is not %j', (value) =>
    expect(faultsOf(() => text(value))).toEqual(['value: must not be empty']),
  );

  it.each([[7], [{ text: 'x' }], ['a\u0000b']])('is not %j', (value) =>
    expect(faultsOf(() => text(value))).toHaveLength(1),
  );

  it('is not longer than it may be, and says how long that is', () =>
    expect(faultsOf(() => text('x'.repeat(20_001)))).toEqual(['value: must have at most 20000 characters']));
});

describe('an answer to a choice that takes others', () => {
  const either = (value: unknown) =>
    checkAnswer({ options: ['Europe', 'US East'], takesOther: true, fields: null }, value);
  it.each([
    ['an option by its number', '2', 'US East'],
    ['other words', ' both of them ', 'both of them'],
    ['a number that no option has', '7', '7'],
  ])('is %s', (_, said, taken) => expect(either(said)).toBe(taken));

  it('is not empty', () => expect(faultsOf(() => either('  '))).toEqual(['value: must not be empty']));
});

describe('an answer to a choice', () => {
  it.each([
    ['its words', 'US East', 'US East'],
    ['its words in any case and width', 'ｕｓ east', 'US East'],
    ['its number', '1', 'Europe'],
    ['its letter', 'b', 'US East'],
    ['its letter in capitals', 'C', '亚洲'],
    ['its Chinese words', '亚洲', '亚洲'],
  ])('is an option by %s', (_, said, picked) => expect(choice(said)).toBe(picked));

  it.each(['0', '4', 'd', 'Asia', '1.', '-1', 'Europe and US East'])('is not %j', (said) =>
    expect(faultsOf(() => choice(said))).toEqual(['value: must be one of: Europe, US East, 亚洲']),
  );

  it('is the option of that name before the one of that number', () => {
    expect(checkAnswer({ options: ['2', '1'], fields: null }, '1')).toBe('1');
  });
});

describe('an answer to a form', () => {
  const fields = [
    field('title', 'text'),
    field('story', 'long_text', { isRequired: false }),
    field('price', 'number'),
    field('count', 'integer'),
    field('rush', 'boolean', { isRequired: false }),
    field('day', 'date', { isRequired: false }),
    field('size', 'choice', { options: ['S', 'M'], isRequired: false }),
    field('days', 'choices', { options: ['Mo', 'Tu'], isRequired: false }),
  ];

  it('is read from the texts that platforms send', () => {
    const sent = {
      title: ' Launch ',
      story: '',
      price: '1.5',
      count: '3',
      rush: 'true',
      day: '2026-12-01',
      size: 'M',
      days: ['Mo'],
    };
    expect(form(fields, sent)).toEqual({
      title: 'Launch',
      price: 1.5,
      count: 3,
      rush: true,
      day: '2026-12-01',
      size: 'M',
      days: ['Mo'],
    });
  });

  it('is taken as typed values too', () => {
    expect(form(fields, { title: 'x', price: 2, count: 4, rush: false })).toEqual({
      title: 'x',
      price: 2,
      count: 4,
      rush: false,
    });
  });

  it('names every field that is wrong, in one go', () => {
    const faults = faultsOf(() =>
      form(fields, { title: ' ', price: 'much', count: '1.5', day: '1 December', size: 'XL', days: ['We'] }),
    );
    expect(faults).toEqual([
      'title: is required',
      'price: must be a number',
      'count: must be a whole number',
      'day: must be a day such as 2026-12-01',
      'size: must be one of: S, M',
      'days: must be some of: Mo, Tu',
    ]);
  });

  it('misses each field that it needs, an empty one as one that is not there', () => {
    const faults = faultsOf(() => form(fields, { title: '', count: null }));
    expect(faults).toEqual(['title: is required', 'price: is required', 'count: is required']);
  });

  it('names a field that the form does not have', () => {
    const faults = faultsOf(() => form([field('title', 'text')], { title: 'x', isAdmin: true }));
    expect(faults).toEqual(['isAdmin: is not in the form']);
  });

  it.each([['x'], [null], [[]]])('is not %j', (value) => {
    expect(faultsOf(() => form([field('title', 'text')], value))).toEqual(['title: is required']);
  });

  it('does not take true for a number, nor nothing but space', () => {
    expect(faultsOf(() => form([field('price', 'number')], { price: '   ' })).length).toBe(1);
    expect(faultsOf(() => form([field('price', 'number')], { price: true })).length).toBe(1);
    expect(faultsOf(() => form([field('price', 'number')], { price: 'Infinity' })).length).toBe(1);
  });
});
