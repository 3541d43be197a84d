/** Who must hear of an error: the person who asked, or whoever runs the system. */
type Audience = 'person' | 'operator';

interface ErrorKind {
  /** Status of an HTTP answer. */
  readonly http: number;
  /** Whether the same call may succeed later without anything being changed. */
  readonly retry: boolean;
  readonly tell: Audience;
}

/** Every way in which the product says no. The words for people stand in `src/words`. */
// prettier-ignore
export const ERRORS = {
  'input.invalid':          { http: 400, retry: false, tell: 'person' },
  'input.too_large':        { http: 413, retry: false, tell: 'person' },
  'auth.missing':           { http: 401, retry: false, tell: 'person' },
  'access.refused':         { http: 403, retry: false, tell: 'person' },
  'not_found':              { http: 404, retry: false, tell: 'person' },
  'definition.inactive':    { http: 409, retry: false, tell: 'person' },
  'definition.in_use':      { http: 409, retry: false, tell: 'person' },
  'push.off':               { http: 409, retry: false, tell: 'person' },
  'draft.over':             { http: 409, retry: false, tell: 'person' },
  'task.ambiguous':         { http: 409, retry: false, tell: 'person' },
  'task.illegal_event':     { http: 409, retry: false, tell: 'person' },
  'task.guarded':           { http: 409, retry: false, tell: 'person' },
  'task.archived':          { http: 409, retry: false, tell: 'person' },
  'task.no_agent':          { http: 409, retry: false, tell: 'person' },
  'task.busy':              { http: 409, retry: true,  tell: 'person' },
  'run.illegal_event':      { http: 409, retry: false, tell: 'person' },
  'run.fenced':             { http: 409, retry: false, tell: 'operator' },
  'ask.settled':            { http: 409, retry: false, tell: 'person' },
  'ask.ambiguous':          { http: 409, retry: false, tell: 'person' },
  'ask.not_yours':          { http: 403, retry: false, tell: 'person' },
  'ask.void':               { http: 409, retry: false, tell: 'person' },
  'version.stale':          { http: 412, retry: false, tell: 'person' },
  'idempotency.mismatch':   { http: 422, retry: false, tell: 'person' },
  'store.duplicate':        { http: 409, retry: false, tell: 'operator' },
  'store.unavailable':      { http: 503, retry: true,  tell: 'operator' },
  'store.refused':          { http: 500, retry: false, tell: 'operator' },
  'clock.skewed':           { http: 500, retry: false, tell: 'operator' },
  'queue.unavailable':      { http: 503, retry: true,  tell: 'operator' },
  'chat.rate_limited':      { http: 503, retry: true,  tell: 'operator' },
  'chat.unavailable':       { http: 503, retry: true,  tell: 'operator' },
  'chat.unknown':           { http: 502, retry: false, tell: 'operator' },
  'chat.refused':           { http: 502, retry: false, tell: 'operator' },
  'chat.gone':              { http: 502, retry: false, tell: 'operator' },
  'model.unavailable':      { http: 503, retry: true,  tell: 'person' },
  'model.rate_limited':     { http: 503, retry: true,  tell: 'person' },
  'model.timeout':          { http: 504, retry: true,  tell: 'person' },
  'model.refused':          { http: 502, retry: false, tell: 'person' },
  'model.too_long':         { http: 502, retry: false, tell: 'person' },
  'model.nonsense':         { http: 502, retry: false, tell: 'person' },
  'tool.failed':            { http: 502, retry: false, tell: 'person' },
  'limit.reached':          { http: 429, retry: false, tell: 'person' },
  'stopped':                { http: 409, retry: false, tell: 'person' },
  'internal':               { http: 500, retry: false, tell: 'operator' },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

/** One thing that is wrong with an input, in words: which field, and what would mend it. */
export interface Fault {
  readonly field: string;
  readonly problem: string;
}

/** What can be wrong with a value. The words stand in `src/words`, for each reader in their language. */
export const FAULT_CODES = [
  'empty',
  'required',
  'needed_for',
  'one_of',
  'some_of',
  'number',
  'integer',
  'yes_or_no',
  'day',
  'not_in_form',
  'too_long',
  'which_task',
  'why_put_off',
  'in_the_past',
  'what_differs',
  'no_agent',
  'two_people',
  'no_label',
  'not_by_hand',
  'cursor',
  'other_kind',
  'unknown_place',
  'name_in_use',
  'twice',
  'options_needed',
  'no_definition',
  'no_platform',
  'address_in_use',
  'in_configuration',
  'too_many',
  'no_tool',
  'json',
] as const;
export type FaultCode = (typeof FAULT_CODES)[number];

/** The same, not yet in words. */
export interface CodedFault {
  readonly field: string;
  readonly code: FaultCode;
  readonly facts: readonly string[];
}

export type ErrorDetails = Readonly<Record<string, unknown>>;

/** The one error class. `details` are facts for the words and the problem body; never secrets or whole bodies. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause });
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }

  get kind(): ErrorKind {
    return ERRORS[this.code];
  }

  /** A stranger becomes `internal`, kept as the cause. */
  static from(thrown: unknown): AppError {
    return thrown instanceof AppError ? thrown : new AppError('internal', {}, thrown);
  }

  static is(thrown: unknown, ...codes: readonly ErrorCode[]): thrown is AppError {
    return thrown instanceof AppError && codes.includes(thrown.code);
  }
}

export const fault = (field: string, code: FaultCode, ...facts: string[]): CodedFault => ({
  field,
  code,
  facts,
});

/** An `input.invalid` for one field. */
export const invalid = (field: string, code: FaultCode, ...facts: string[]): AppError =>
  new AppError('input.invalid', { faults: [fault(field, code, ...facts)] });

/** The same where the words are known already: of a setting, or of a check that words its own. */
export const invalidInWords = (field: string, problem: string): AppError =>
  new AppError('input.invalid', { faults: [{ field, problem }] satisfies Fault[] });
