import type { AIMessageChunk } from '@langchain/core/messages';
import type { ToolCall } from '../../../src/domain/journal.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { ErrorFacts, ModelCode } from '../../../src/domain/error-facts.ts';
import type { ModelAnswer, ModelRequest } from '../../../src/ports/model.ts';
import { mayBeCall, readTextCalls } from './text-calls.ts';
import { createThoughtFilter } from './thoughts.ts';

/** A part of an answer, or the whole of it, as LangChain hands it over. */
export interface AnswerParts {
  message: Pick<AIMessageChunk, 'content' | 'additional_kwargs'> &
    Partial<Pick<AIMessageChunk, 'usage_metadata' | 'response_metadata'>>;
  generationInfo?: Record<string, unknown>;
}

/** A tool call, or a piece of one, as the provider sent it. LangChain's types say more than providers keep to. */
interface CallPiece {
  index?: number;
  id?: string | null;
  function?: { name?: string | null; arguments?: unknown };
}

interface CallText {
  index: number | undefined;
  id: string;
  name: string;
  args: string;
}

/** Why an answer ended without anything in it, by the provider's word for it. */
const EMPTY: Readonly<Record<string, [ModelCode, ErrorFacts[ModelCode]]>> = {
  content_filter: ['model.refused', { reason: 'content' }],
  sensitive: ['model.refused', { reason: 'content' }],
  model_context_window_exceeded: ['model.too_long', {}],
  length: ['model.nonsense', { reason: 'length' }],
};

/** Arguments as text, also where a provider sends them as the object that they are. */
const argsText = (args: unknown): string =>
  typeof args === 'string' ? args : args == null ? '' : JSON.stringify(args);

/**
 * Whether a piece begins another call. Most providers number their calls; some number none, or all of them 0, and then a
 * name with a new id or, failing that, a name after whole arguments begins the next. Without a name a piece goes on with the call
 * before, whatever its id.
 */
function isNext(known: CallText | undefined, { id, function: fn }: CallPiece): boolean {
  if (!known) return true;
  if (!fn?.name) return false;
  if (id) return known.id !== '' && known.id !== id;
  return known.args !== '' && (fn.name !== known.name || isWhole(known.args));
}

function addPiece(calls: CallText[], piece: CallPiece): void {
  const { index, id, function: fn } = piece;
  const known = calls.findLast((call) => index === undefined || call.index === index);
  const isNew = isNext(known, piece);
  const call = isNew || !known ? { index, id: '', name: '', args: '' } : known;
  if (isNew) calls.push(call);
  call.id ||= id ?? '';
  const name = fn?.name ?? '';
  // Of a numbered call the name may come in pieces, or again with each.
  if (call.name === '' || (index !== undefined && call.args === '' && name !== call.name)) call.name += name;
  call.args += argsText(fn?.arguments);
}

function isWhole(text: string): boolean {
  return text.trimEnd().endsWith('}') && parseArgs(text, true).malformed === undefined;
}

/** Strictly JSON: what was cut off must not become a call with half of its arguments. */
function parseArgs(text: string, isCut: boolean): Pick<ToolCall, 'args' | 'malformed'> {
  if (text.trim() === '' && !isCut) return { args: {} };
  try {
    const args = JSON.parse(text) as unknown;
    // Some write the arguments down twice.
    return typeof args === 'string' ? { args: JSON.parse(args) as unknown } : { args };
  } catch {
    return { args: null, malformed: text };
  }
}

/** Gives an id of our own to a call whose id is missing or taken: each call needs one to be answered by. */
function toCalls(texts: readonly CallText[], isCut: boolean): ToolCall[] {
  const taken = new Set<string>();
  return texts.map(({ id, name, args }, ordinal) => {
    const own = id === '' || taken.has(id) ? `errand_${ordinal}` : id;
    taken.add(own);
    return { id: own, name, ...parseArgs(args, isCut) };
  });
}

/** Numbers, some of which come as text. */
function tokensOf(value: unknown): number | undefined {
  const number = Number(value ?? Number.NaN);
  return Number.isFinite(number) ? number : undefined;
}

/** The text of a part of an answer: itself, or that of its parts. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: { type?: unknown; text?: unknown } | null) =>
      typeof part?.text === 'string' ? part.text : '',
    )
    .join('');
}

/** A rough count for providers that send none: four characters a token, as OpenAI reckons for English. */
const estimate = (...values: unknown[]): number => Math.ceil(JSON.stringify(values).length / 4);

/** Puts the parts of one answer together. */
export function createCollector(onText: (delta: string) => void) {
  const calls: CallText[] = [];
  const thoughts = createThoughtFilter();
  /** What begins like a call is said only once it is known to be none. */
  let unsaid: string | undefined = '';
  let refusal = '';
  let reasoning = '';
  let finish = '';
  let model: string | undefined;
  let usage: AnswerParts['message']['usage_metadata'];
  let count = 0;

  function say(piece: string): void {
    if (piece === '') return;
    if (unsaid === undefined) return onText(piece);
    unsaid += piece;
    if (unsaid.trim() !== '' && !mayBeCall(unsaid)) speak();
  }

  function speak(): void {
    const held = unsaid ?? '';
    unsaid = undefined;
    if (held !== '') onText(held);
  }

  return {
    add({ message, generationInfo = {} }: AnswerParts): void {
      const { content, additional_kwargs: extra, response_metadata: meta } = message;
      count += 1;
      say(thoughts.feed(textOf(content)));
      if (typeof extra['refusal'] === 'string') refusal += extra['refusal'];
      for (const piece of (extra.tool_calls ?? []) as CallPiece[]) addPiece(calls, piece);
      if (typeof extra['reasoning_content'] === 'string') reasoning += extra['reasoning_content'];
      if (typeof generationInfo['finish_reason'] === 'string') finish = generationInfo['finish_reason'];
      const named: unknown = generationInfo['model_name'] ?? meta?.['model_name'];
      if (typeof named === 'string') model = named;
      if (message.usage_metadata?.output_tokens) usage = message.usage_metadata;
    },

    /**
     * @throws AppError `model.unavailable` when the answer broke off without a word, `model.refused`, `model.too_long`
     *   or `model.nonsense` when there is nothing in it.
     */
    answer(request: ModelRequest, asked: string): ModelAnswer & { isCut: boolean } {
      // A connection that a proxy closes in good order looks like an end; only the reason tells that it is one.
      if (count > 0 && finish === '') throw new AppError('model.unavailable', { reason: 'cut' });
      say(thoughts.end());
      const text = thoughts.text();
      const isHeldBack = finish === 'content_filter' || finish === 'sensitive';
      if (calls.length === 0 && (refusal !== '' || isHeldBack))
        throw new AppError('model.refused', { reason: 'content' }, new Error(refusal || finish));
      const inText = calls.length === 0 ? readTextCalls(text, request.tools) : undefined;
      if (!inText) speak();
      if (text.trim() === '' && calls.length === 0) {
        const [code, facts] = EMPTY[finish] ?? ['model.nonsense', { reason: 'empty' }];
        throw new AppError(code, facts);
      }
      return {
        text: inText ? '' : text,
        calls:
          inText?.map((call, at) => ({ id: `errand_${at}`, ...call })) ?? toCalls(calls, finish === 'length'),
        isCut: finish === 'length' && calls.length === 0 && !inText,
        usage: {
          inputTokens:
            tokensOf(usage?.input_tokens) ?? estimate(request.system, request.messages, request.tools),
          outputTokens: tokensOf(usage?.output_tokens) ?? estimate(text, calls),
        },
        model: model ?? asked,
        ...(reasoning === '' ? {} : { reasoning }),
      };
    },
  };
}
