import { z } from 'zod';

/** Gateways that answer a request for a stream in one piece: an answer, or an error, with status 200. */

const wholeShape = z.looseObject({
  choices: z.array(z.looseObject({ message: z.looseObject({}), finish_reason: z.string().nullish() })),
});

const event = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;

/** As the events that it would have been. What is none of both is left as it is. */
function toEvents(text: string): string | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof body === 'object' && body !== null && 'error' in body) return event(body);
  const { data } = wholeShape.safeParse(body);
  if (!data) return undefined;
  const choices = data.choices.map(({ message, ...choice }, index) => {
    const calls: unknown = message['tool_calls'];
    const delta = Array.isArray(calls)
      ? { ...message, tool_calls: calls.map((call: object, at) => ({ index: at, ...call })) }
      : message;
    return { index, ...choice, delta };
  });
  return `${event({ ...data, choices })}data: [DONE]\n\n`;
}

/** Some name the event instead of saying that it is an error: then nobody reads it. */
function namedErrors(): TransformStream<string, string> {
  let rest = '';
  let isError = false;
  const rewrite = (line: string): string => {
    if (/^event: ?error\r?$/.test(line)) {
      isError = true;
      return '';
    }
    const data = isError && line.startsWith('data:') ? line.slice('data:'.length).trim() : undefined;
    if (data === undefined) return line;
    isError = false;
    return data.includes('"error"') ? line : `data: {"error":${data}}`;
  };
  return new TransformStream({
    transform(piece, controller) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) controller.enqueue(`${lines.map(rewrite).join('\n')}\n`);
    },
    flush(controller) {
      if (rest !== '') controller.enqueue(rewrite(rest));
    },
  });
}

/** `fetch` for requests of streams. */
export const fetchAsStream: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (!response.ok) return response;
  if (!response.headers.get('content-type')?.includes('json')) {
    const { body, headers } = response;
    const read = body
      ?.pipeThrough(new TextDecoderStream())
      .pipeThrough(namedErrors())
      .pipeThrough(new TextEncoderStream());
    return new Response(read ?? null, { headers });
  }
  const text = await response.text();
  return new Response(toEvents(text) ?? text, { headers: { 'content-type': 'text/event-stream' } });
};
