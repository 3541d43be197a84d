import { describe, expect, it } from 'vitest';
import { readTypedForm } from '../../src/forms/typed-form.ts';
import type { Field } from '../../src/domain/ask.ts';

const field = (name: string, label: string, kind: Field['kind']): Field => ({
  name,
  label,
  kind,
  isRequired: true,
});
const fields = [
  field('day', 'Launch day', 'date'),
  field('online', '线上', 'boolean'),
  field('cities', 'Cities', 'choices'),
];

describe('a form that is typed', () => {
  it('is read by labels or names, on lines of their own or in one, with either kind of punctuation', () => {
    const value = { day: '2026-12-01', online: true, cities: ['Oslo', 'Bonn'] };
    expect(readTypedForm(fields, 'launch day: 2026-12-01\n线上：是\nCities: Oslo, Bonn')).toEqual(value);
    expect(readTypedForm(fields, 'day：2026-12-01；online: 是; cities：Oslo、Bonn')).toEqual(value);
  });

  it('keeps what comes after the first colon, and nothing that stands under no label', () => {
    const site = [field('site', 'Site', 'text'), field('note', 'Note', 'text')];
    const typed = 'as agreed; Site: https://example.test; Budget: 3';
    expect(readTypedForm(site, typed)).toEqual({ site: 'https://example.test' });
  });

  it('of one field is its value', () => {
    const [day] = fields as [Field];
    expect(readTypedForm([day], ' 2026-12-01 ')).toEqual({ day: '2026-12-01' });
    expect(readTypedForm([day], 'Launch day: 2026-12-01')).toEqual({ day: '2026-12-01' });
  });
});
