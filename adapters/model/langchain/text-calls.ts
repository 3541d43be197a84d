import { z } from 'zod';

import type { ToolCall } from '../../../src/domain/journal.ts';

/** Models that were not taught the provider's way of calling write their calls into the text. */

const written = z.object({ name: z.string(), arguments: z.unknown(), parameters: z.unknown() }).partial();

const TAG = '<tool_call>';
const END_TAG = '</tool_call>';
const FENCE = /^```(?:json)?\n([^]*?)\n?```$/;

/** Whether a text that begins like this may be a call: then nothing of it is shown before it is known. */
export function mayBeCall(beginning: string): boolean {
  const text = beginning.trimStart();
  return ['{', '[{', '```', TAG].some(
    (mark) => mark.startsWith(text.slice(0, mark.length)) && text.length > 0,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // then it is text
  }
}

function pieces(text: string): unknown[] {
  if (text.startsWith(TAG))
    return text
      .split(TAG)
      .slice(1)
      .map((part) => parse(part.replace(END_TAG, '').trim()));
  const value = parse(FENCE.exec(text)?.[1] ?? text);
  return Array.isArray(value) ? value : [value];
}

/** The calls that a text is made of and nothing else, of tools that there are; undefined for any other text. */
export function readTextCalls(
  text: string,
  tools: readonly { name: string }[],
): Omit<ToolCall, 'id'>[] | undefined {
  if (!mayBeCall(text)) return undefined;
  const calls = pieces(text.trim()).map((piece) => {
    const { data } = written.safeParse(piece);
    const args = data?.arguments ?? data?.parameters;
    const isKnown = args !== undefined && tools.some(({ name }) => name === data?.name);
    return isKnown
      ? { name: data?.name ?? '', args: typeof args === 'string' ? (parse(args) ?? args) : args }
      : undefined;
  });
  return calls.every((call) => call !== undefined) && calls.length > 0 ? calls : undefined;
}
