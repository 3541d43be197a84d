import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { call } from './harness/model.ts';
import { home } from './harness/office.ts';
import { startProduct, type Product } from './harness/product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({
    config: 'agents: {assistant: {}, reader: {tools: [http_get, save_deliverable]}}',
  });
});
afterAll(() => product.stop());

interface Problem {
  faults?: { field: string; problem: string }[];
}
const define = (input: Record<string, unknown>) =>
  product.send<Problem & { version: number }>('POST', '/definitions', input);
const fieldsOf = ({ body }: { body: Problem }): string[] =>
  (body.faults ?? []).map(({ field }) => field).toSorted();

const PARAMETERS = [
  { name: 'word', kind: 'text', isRequired: true },
  { name: 'story', kind: 'long_text' },
  { name: 'rate', kind: 'number' },
  { name: 'week', kind: 'integer' },
  { name: 'urgent', kind: 'boolean' },
  { name: 'day', kind: 'date' },
  { name: 'region', kind: 'choice', options: ['North', 'South'] },
  { name: 'extras', kind: 'choices', options: ['tea', 'cake'], default: ['tea'] },
];

describe('work that is defined once', () => {
  it('F6 F7 a definition is kept apart from its runs; from one that is not active nothing can be made', async () => {
    await define({
      key: 'f6',
      name: 'F6',
      instructions: 'Do F6.',
      outputType: 'report',
      tools: ['save_deliverable'],
    });
    const kept = await product.ask('GET', '/definitions/f6');
    const { number } = await product.create({ definition: 'f6', run: true });
    await product.event(number, 'rerun');
    expect(await product.runs(number)).toHaveLength(2);
    expect(await product.ask('GET', '/definitions/f6')).toEqual(kept);

    await product.ask('PATCH', '/definitions/f6', { isActive: false });
    expect((await product.send('POST', '/tasks', { definition: 'f6' })).status).toBe(409);
    await product.say('ana', '/task run f6', { channel: 'f7' });
    expect(await product.tasks('?platform=web&channel=f7')).toEqual([]);
    expect(await product.runs(number)).toHaveLength(2);
  });

  it('F152 the output type tells the agent what to hand in, and an unknown one is refused', async () => {
    expect(
      fieldsOf(await define({ key: 'f152', name: 'F152', instructions: 'x', outputType: 'opera' })),
    ).toEqual(['outputType']);
    await define({ key: 'f152', name: 'F152', instructions: 'Do F152.', outputType: 'summary' });
    await product.create({ definition: 'f152', run: true });
    expect(product.model.asked('Do F152.').join('\n')).toMatch(/summary/i);
  });

  it('F49 F52 each kind of parameter is checked, and every wrong value is named by its field', async () => {
    await define({
      key: 'f52',
      name: 'F52',
      instructions: 'Say {word} in {region}.',
      parameters: PARAMETERS,
    });
    const wrong = {
      rate: 'much',
      week: 4.5,
      urgent: 'maybe',
      day: '2031-02-30',
      region: 'East',
      extras: ['tea', 'beer'],
      colour: 'red',
    };
    const answer = await product.send<Problem>('POST', '/tasks', { definition: 'f52', parameters: wrong });
    expect(answer.status).toBe(400);
    expect(fieldsOf(answer)).toEqual(
      ['colour', 'day', 'extras', 'rate', 'region', 'urgent', 'week', 'word'].map(
        (name) => `parameters.${name}`,
      ),
    );
    const right = {
      word: 'hello',
      story: 'long\nand longer',
      rate: 1.5,
      week: 47,
      urgent: true,
      day: '2031-02-28',
      region: 'South',
      extras: ['cake'],
    };
    const { number } = await product.create({ definition: 'f52', parameters: right });
    expect((await product.task(number)).parameters).toEqual(right);
  });

  it('F50 F51 a required value is not taken from its default; an optional one is, and is recorded with the task and its run', async () => {
    await define({
      key: 'f50',
      name: 'F50',
      instructions: 'Report on {week}, {pages} pages, as F50.',
      parameters: [
        { name: 'week', kind: 'integer', isRequired: true, default: 1 },
        { name: 'pages', kind: 'integer', default: 5 },
      ],
    });
    const refused = await product.send<Problem>('POST', '/tasks', { definition: 'f50' });
    expect([refused.status, fieldsOf(refused)]).toEqual([400, ['parameters.week']]);
    const { number } = await product.create({ definition: 'f50', parameters: { week: 7 }, run: true });
    expect((await product.task(number)).parameters).toEqual({ week: 7, pages: 5 });
    expect((await product.runs(number))[0]?.definition?.parameters).toEqual({ week: 7, pages: 5 });
    expect(product.model.asked('Report on 7, 5 pages, as F50.').length).toBeGreaterThan(0);
  });

  it('F108 F110 values are put in wherever they are named, byte by byte and once, when the run begins', async () => {
    await define({
      key: 'f108',
      name: 'F108',
      instructions: 'F108 {one} and {two} and {one}.',
      parameters: [
        { name: 'one', kind: 'text', isRequired: true },
        { name: 'two', kind: 'text', isRequired: true },
      ],
    });
    expect(fieldsOf(await define({ key: 'x', name: 'X', instructions: 'Say {nothing}.' }))).toEqual([
      'instructions',
    ]);
    const odd = '$& {two} $1 \\n "q" 🎉';
    const { number } = await product.create({
      title: 'F108',
      definition: 'f108',
      parameters: { one: 'old-value', two: '{one}' },
      home: home('f108'),
    });
    await product.ask('PATCH', `/tasks/${number}`, { parameters: { one: odd, two: '{one}' } });
    await product.event(number, 'queue');
    const wanted = JSON.stringify(`F108 ${odd} and {one} and ${odd}.`).slice(1, -1);
    const asked = product.model.asked('F108').join('\n');
    expect(asked.includes(wanted) || asked.includes(JSON.stringify(wanted).slice(1, -1))).toBe(true);
    expect(asked).not.toContain('old-value');
  });

  it('F175 a run has the tools that both its agent and its definition allow; without a list, all of the agent', async () => {
    await define({ key: 'f175', name: 'F175', instructions: 'Do F175.', tools: ['http_get', 'http_send'] });
    await define({ key: 'f175-all', name: 'F175 all', instructions: 'Do all of F175.' });
    const tools = async (definition: string, words: string, assignee: string) => {
      await product.create({ definition, run: true, assignee });
      const request = product.model.requests.findLast(({ messages }) =>
        JSON.stringify(messages).includes(words),
      );
      return (request?.tools ?? []).map((tool) => tool.function.name).toSorted();
    };
    expect(await tools('f175', 'Do F175.', 'agent:reader')).toEqual(['http_get']);
    expect(await tools('f175-all', 'Do all of F175.', 'agent:reader')).toEqual([
      'http_get',
      'save_deliverable',
    ]);

    // A call of what is in the definition's list alone is refused, and nothing is sent.
    product.model.run('Do F175.', [
      call('http_send', { method: 'POST', url: product.sink.url('/f175'), body: 'x' }),
      'That is all.',
    ]);
    const { number } = await product.create({ definition: 'f175', run: true, assignee: 'agent:reader' });
    expect(product.sink.at('/f175')).toEqual([]);
    expect((await product.runs(number))[0]?.steps[0]).toMatchObject({ status: 'failure' });
  });
});
