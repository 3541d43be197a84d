import { afterEach, describe, expect, it } from 'vitest';
import type { Model, ModelRequest } from '../../src/ports/model.ts';

/** A model to be tested, with nothing said to it yet. */
export interface OpenModel {
  model: Model;
  close(): Promise<void>;
}

/** A request as the product makes it: the newest message asks for a task to be written down. */
export const aRequest = (changes: Partial<ModelRequest> = {}): ModelRequest => ({
  model: null,
  system: 'You write down tasks.',
  messages: [{ role: 'user', text: 'add a task: buy paper', name: 'Ana' }],
  tools: [],
  hints: {
    task: 'turn',
    locale: 'en',
    now: new Date('2026-11-20T09:00:00Z'),
    timeZone: 'Europe/Berlin',
    isFirst: false,
  },
  signal: new AbortController().signal,
  ...changes,
});

export const aTool: ModelRequest['tools'][number] = {
  name: 'manage_tasks',
  description: 'Writes down, lists and changes tasks.',
  parameters: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      action: { type: 'string', enum: ['create', 'list'] },
      tasks: { type: 'array', items: { type: 'object', properties: { title: { type: 'string' } } } },
    },
    required: ['action'],
    additionalProperties: false,
  },
};

/** What every model promises, with language or without. */
export function modelContract(name: string, open: () => Promise<OpenModel>): void {
  describe(`${name}, as a model`, () => {
    let opened: OpenModel | undefined;
    const start = async (): Promise<Model> => {
      opened = await open();
      return opened.model;
    };
    afterEach(async () => {
      await opened?.close();
      opened = undefined;
    });

    it('has something to say to what a person writes', async () => {
      const model = await start();
      const { text, calls, model: answering } = await model.complete(aRequest());
      expect(text.trim()).not.toBe('');
      expect(calls).toEqual([]);
      expect(answering).not.toBe('');
    });

    it('answers with text, or with calls of tools that it was given, each with an id of its own', async () => {
      const model = await start();
      const { text, calls } = await model.complete(aRequest({ tools: [aTool] }));
      expect(text !== '' || calls.length > 0).toBe(true);
      expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length);
      for (const call of calls) {
        expect(call.name).toBe('manage_tasks');
        expect(call.malformed).toBeUndefined();
        expect(call.args).toMatchObject({ action: expect.stringMatching(/^(create|list)$/) as string });
      }
    });

    it('goes on from the result of a call', async () => {
      const model = await start();
      const calls = [
        { id: 'c1', name: 'manage_tasks', args: { action: 'create', tasks: [{ title: 'buy paper' }] } },
      ];
      const { text } = await model.complete(
        aRequest({
          tools: [aTool],
          messages: [
            ...aRequest().messages,
            { role: 'assistant', text: '', calls },
            {
              role: 'tool',
              callId: 'c1',
              name: 'manage_tasks',
              text: 'Created T-1: buy paper',
              isError: false,
            },
          ],
        }),
      );
      expect(text.trim()).not.toBe('');
    });

    it('takes the same request twice', async () => {
      const model = await start();
      const request = aRequest();
      await model.complete(request);
      await expect(model.complete(request)).resolves.toMatchObject({ calls: [] });
    });

    it('says what it used, in tokens that are not below zero', async () => {
      const model = await start();
      const { usage } = await model.complete(aRequest());
      expect(usage.inputTokens).toBeGreaterThanOrEqual(0);
      expect(usage.outputTokens).toBeGreaterThanOrEqual(0);
    });

    it('gives the text out in parts that make the whole, where it gives parts', async () => {
      const model = await start();
      const parts: string[] = [];
      const { text } = await model.complete(aRequest({ onText: (delta) => void parts.push(delta) }));
      expect(['', text]).toContain(parts.join(''));
    });

    it('rejects with the reason of a signal that has fired', async () => {
      const model = await start();
      const reason = new Error('no longer wanted');
      await expect(model.complete(aRequest({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    });
  });
}
