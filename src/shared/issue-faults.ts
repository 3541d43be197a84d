import type { z } from 'zod';
import { choiceFault, fault } from '../domain/errors.ts';
import type { CodedFault, FaultCode, FaultFact, FaultFacts, ValueKind } from '../domain/error-facts.ts';
import { ruleOf } from '../domain/input-rules.ts';

type Issue<C extends z.core.$ZodIssue['code']> = Extract<z.core.$ZodIssue, { code: C }>;

const KINDS: Readonly<Partial<Record<Issue<'invalid_type'>['expected'], ValueKind>>> = {
  string: 'text',
  number: 'number',
  int: 'integer',
  boolean: 'yes_or_no',
  array: 'list',
  object: 'object',
  record: 'object',
};

function ofType({ expected, input }: Issue<'invalid_type'>): FaultFact {
  const kind = KINDS[expected];
  if (input === undefined) return { code: 'required', facts: [] };
  return kind ? { code: 'kind', facts: [kind] } : { code: 'unreadable', facts: [] };
}

function ofSize(isSmall: boolean, origin: string, bound: number | bigint): FaultFact {
  const fact = String(bound);
  if (origin === 'string') {
    if (!isSmall) return { code: 'too_long', facts: [fact] };
    return fact === '1' ? { code: 'empty', facts: [] } : { code: 'too_short', facts: [fact] };
  }
  if (origin === 'array' || origin === 'set')
    return { code: isSmall ? 'items_at_least' : 'items_at_most', facts: [fact] };
  return { code: isSmall ? 'at_least' : 'at_most', facts: [fact] };
}

function ofFormat({ format, message, ...issue }: Issue<'invalid_format'>): FaultFact {
  if (format === 'starts_with' && 'prefix' in issue)
    return { code: 'begins_with', facts: [String(issue.prefix)] };
  if (format === 'datetime') return { code: 'moment_with_zone', facts: [] };
  if (format === 'date') return { code: 'day', facts: [] };
  // A schema that takes addresses says by its message how one of them looks.
  if (format === 'url')
    return { code: 'address', facts: [URL.canParse(message) ? message : 'https://example.com'] };
  return { code: 'form', facts: [] };
}

/** What a schema says where a rule of its own is broken, with the facts of it. */
export const must = <C extends FaultCode>(code: C, ...facts: FaultFacts[C]) => ({
  params: { fact: { code, facts } },
});

function factOf(issue: z.core.$ZodIssue): FaultFact {
  // What `must` has put there; no other schema has params.
  if (issue.code === 'custom' && issue.params) return issue.params['fact'] as FaultFact;

  const rule = ruleOf(issue.message);
  if (rule) return { code: 'rule', facts: [rule] };
  switch (issue.code) {
    case 'invalid_type':
      return ofType(issue);
    case 'too_small':
      return ofSize(true, issue.origin, issue.minimum);
    case 'too_big':
      return ofSize(false, issue.origin, issue.maximum);
    case 'invalid_format':
      return ofFormat(issue);
    case 'invalid_value':
      return choiceFault('one_of', issue.values.map(String));
    default:
      return { code: 'unreadable', facts: [] };
  }
}

/** What a schema finds wrong with an input, for each reader in their language. @param root - names what has no path. */
export const issueFaults = (issues: readonly z.core.$ZodIssue[], root: string): CodedFault[] =>
  issues.flatMap((issue) => {
    const path = issue.path.map(String);
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => fault([...path, key].join('.'), 'unknown_field'))
      : [{ field: path.join('.') || root, ...factOf(issue) }];
  });
