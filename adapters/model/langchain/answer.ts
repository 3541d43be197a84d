import type { AIMessageChunk } from '@langchain/core/messages';
import type { ToolCall } from '../../../src/domain/journal.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { ErrorFacts, ModelCode } from '../../../src/domain/error-facts.ts';
import type { ModelAnswer, ModelRequest } from '../../../src/ports/model.ts';

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
  function?: { name?: string | null; arguments?: string | null };
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

/**
 * Finds the call that a piece belongs to. Most providers number their calls; some number none, or all of them 0, and
 * then a new id or, failing that, a name after arguments begins the next call.
 */
function addPiece(calls: CallText[], { index, id, function: fn }: CallPiece): void {
  const known = calls.findLast((call) => index === undefined || call.index === index);
  const isNext = !known || (id ? known.id !== '' && known.id !== id : Boolean(fn?.name) && known.args !== '');
  const call = isNext ? { index, id: '', name: '', args: '' } : known;
  if (isNext) calls.push(call);
  call.id ||= id ?? '';
  call.name ||= fn?.name ?? '';
  call.args += fn?.arguments ?? '';
}

/** Strictly JSON: what was cut off must not become a call with half of its arguments. */
function parseArgs(text: string, isCut: boolean): Pick<ToolCall, 'args' | 'malformed'> {
  if (text.trim() === '' && !isCut) return { args: {} };
  try {
    return { args: JSON.parse(text) as unknown };
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

/** A rough count for providers that send none: four characters a token, as OpenAI reckons for English. */
const estimate = (...values: unknown[]): number => Math.ceil(JSON.stringify(values).length / 4);

/** Puts the parts of one answer together. */
export function createCollector(onText: (delta: string) => void) {
  const calls: CallText[] = [];
  let text = '';
  let reasoning = '';
  let finish = '';
  let model: string | undefined;
  let usage: AnswerParts['message']['usage_metadata'];
  let count = 0;

  return {
    add({ message, generationInfo = {} }: AnswerParts): void {
      const { content, additional_kwargs: extra, response_metadata: meta } = message;
      count += 1;
      if (typeof content === 'string' && content !== '') {
        text += content;
        onText(content);
      }
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
    answer(request: ModelRequest, asked: string): ModelAnswer {
      // A connection that a proxy closes in good order looks like an end; only the reason tells that it is one.
      if (count > 0 && finish === '') throw new AppError('model.unavailable', { reason: 'cut' });
      if (text.trim() === '' && calls.length === 0) {
        const [code, facts] = EMPTY[finish] ?? ['model.nonsense', { reason: 'empty' }];
        throw new AppError(code, facts);
      }
      return {
        text,
        calls: toCalls(calls, finish === 'length'),
        usage: {
          inputTokens: usage?.input_tokens ?? estimate(request.system, request.messages, request.tools),
          outputTokens: usage?.output_tokens ?? estimate(text, calls),
        },
        model: model ?? asked,
        ...(reasoning === '' ? {} : { reasoning }),
      };
    },
  };
}
