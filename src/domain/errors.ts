import type {
  ChatCode,
  CodedFault,
  ErrorCode,
  ErrorFacts,
  Fault,
  FaultCode,
  FaultFact,
  FaultFacts,
  Some,
} from './error-facts.ts';

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
  'schedule.illegal_event': { http: 409, retry: false, tell: 'person' },
  'schedule.settled':       { http: 409, retry: false, tell: 'person' },
  'schedule.not_yours':     { http: 403, retry: false, tell: 'person' },
  'schedule.by_people':     { http: 403, retry: false, tell: 'person' },
  'schedule.ambiguous':     { http: 409, retry: false, tell: 'person' },
  'hook.unverified':        { http: 401, retry: false, tell: 'person' },
  'hook.off':               { http: 409, retry: false, tell: 'person' },
  'hook.content_type':      { http: 415, retry: false, tell: 'person' },
  'hook.too_many':          { http: 429, retry: true,  tell: 'person' },
  'task.ambiguous':         { http: 409, retry: false, tell: 'person' },
  'task.illegal_event':     { http: 409, retry: false, tell: 'person' },
  'task.guarded':           { http: 409, retry: false, tell: 'person' },
  'task.archived':          { http: 409, retry: false, tell: 'person' },
  'task.cycle':             { http: 409, retry: false, tell: 'person' },
  'task.no_result':         { http: 409, retry: false, tell: 'person' },
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
  'store.index':            { http: 500, retry: false, tell: 'operator' },
  'store.denied':           { http: 500, retry: false, tell: 'operator' },
  'store.newer':            { http: 500, retry: false, tell: 'operator' },
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
  'github.not_found':       { http: 404, retry: false, tell: 'person' },
  'github.denied':          { http: 502, retry: false, tell: 'person' },
  'github.rate_limited':    { http: 503, retry: true,  tell: 'person' },
  'github.unavailable':     { http: 503, retry: true,  tell: 'person' },
  'tool.failed':            { http: 502, retry: false, tell: 'person' },
  'browser.unavailable':    { http: 503, retry: false, tell: 'operator' },
  'limit.reached':          { http: 429, retry: false, tell: 'person' },
  'spending.reached':       { http: 429, retry: true,  tell: 'person' },
  'messages.too_many':      { http: 429, retry: true,  tell: 'person' },
  'worker.ended':           { http: 500, retry: false, tell: 'operator' },
  'stopped':                { http: 409, retry: false, tell: 'person' },
  'internal':               { http: 500, retry: false, tell: 'operator' },
} as const satisfies Record<ErrorCode, ErrorKind>;

/** What an error of this code is made with: its facts, where it has any that must be there, and what caused it. */
type Given<C extends ErrorCode> = C extends ErrorCode
  ? object extends ErrorFacts[C]
    ? [facts?: ErrorFacts[C], cause?: unknown]
    : [facts: ErrorFacts[C], cause?: unknown]
  : never;

/** The one error class. `details` are the facts that `ErrorFacts` has for the code. */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly details: Readonly<ErrorFacts[C]>;

  constructor(code: C, ...[facts, cause]: Given<C>) {
    super(code, cause === undefined ? undefined : { cause });
    this.name = 'AppError';
    this.code = code;
    // Only what has no facts that must be there may be made without any.
    this.details = (facts ?? {}) as ErrorFacts[C];
  }

  get kind(): ErrorKind {
    return ERRORS[this.code];
  }

  /** A stranger becomes `internal`, kept as the cause. */
  static from(thrown: unknown): AppError {
    return thrown instanceof AppError ? thrown : new AppError('internal', {}, thrown);
  }

  static is<C extends ErrorCode>(thrown: unknown, ...codes: readonly C[]): thrown is AppError<C> {
    return thrown instanceof AppError && (codes as readonly ErrorCode[]).includes(thrown.code);
  }
}

/** Whether a chat platform, or its adapter, said it. */
export const isChatError = (thrown: unknown): thrown is AppError<ChatCode> =>
  thrown instanceof AppError && thrown.code.startsWith('chat.');

export const fault = <C extends FaultCode>(field: string, code: C, ...facts: FaultFacts[C]): CodedFault =>
  // The compiler does not see that one code names one member of the union.
  ({ field, code, facts }) as unknown as CodedFault;

const isSome = (options: readonly string[]): options is Some => options.length > 0;

/** What a value, or each of several, must be one of. */
export const choiceFault = (code: 'one_of' | 'some_of', options: readonly string[]): FaultFact =>
  isSome(options) ? { code, facts: [options] } : { code: 'nothing_to_choose', facts: [] };

/** An `input.invalid` for one field. */
export const invalid = <C extends FaultCode>(
  field: string,
  code: C,
  ...facts: FaultFacts[C]
): AppError<'input.invalid'> => new AppError('input.invalid', { faults: [fault(field, code, ...facts)] });

/** The same where the words are known already: of a setting, or of a check that words its own. */
export const invalidInWords = (field: string, problem: string): AppError<'input.invalid'> =>
  new AppError('input.invalid', { faults: [{ field, problem }] satisfies Fault[] });

/** What is wrong with the fields of an input; nothing for an error that is about none. */
export const faultsOf = ({ details }: AppError): readonly (Fault | CodedFault)[] =>
  ('faults' in details && (details as Partial<ErrorFacts['input.invalid']>).faults) || [];
