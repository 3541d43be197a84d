import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { definitionView } from '../../src/contract/definitions.ts';
import { createdTaskView } from '../../src/contract/tasks.ts';
import { describeError } from '../../src/words/describe-error.ts';
import { startApp, type TestApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import { define, WEEKLY } from '../fakes/definitions.ts';
import { refusalOf } from '../fakes/refusal.ts';
import { openWeb, type TestWeb, readProblem as problem } from '../fakes/web.ts';

let app: TestApp;
let web: TestWeb;
beforeEach(async () => {
  app = await startApp({ run: ['Done.'] });
  web = await openWeb({
    commands: app.core.commands,
    describe: describeError,
  });
});
afterEach(async () => {
  await web.close();
  await app.stop();
});

const BASE = '/api/v1/definitions';
const create = async (changes: object = {}) =>
  definitionView.parse(await (await web.call('POST', BASE, { ...WEEKLY, ...changes })).json());

describe('definitions over HTTP', () => {
  it('are written down, and found by id and by key in any case', async () => {
    const answer = await web.call('POST', BASE, WEEKLY);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`${BASE}/weekly-report`);
    const made = definitionView.parse(await answer.json());
    expect(made).toMatchObject({ outputType: 'freeform', tools: [], isActive: true, version: 1 });
    for (const ref of [made.id, 'weekly-report', 'Weekly-Report']) {
      const found = await web.call('GET', `${BASE}/${ref}`);
      expect(found.headers.get('etag')).toBe('"1"');
      expect(await found.json()).toEqual(made);
    }
    expect((await problem(await web.call('GET', `${BASE}/nothing`))).status).toBe(404);
  });

  it('make a key of the name, in any script', async () => {
    const named = async (name: string) => (await create({ key: undefined, name })).key;
    expect(await named('Close the Books (monthly)')).toBe('close-the-books-monthly');
    expect(await named('周报')).toBe('周报');
  });

  it('are one, however often the request with one key comes', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await web.call('POST', BASE, WEEKLY, headers);
    const second = await web.call('POST', BASE, WEEKLY, headers);
    expect(await second.json()).toEqual(await first.json());
    // The record of the request may be lost: the definition knows the key too.
    const caller = { ...app.api, key: 'http:api:token:twice' };
    const one = await app.core.commands.createDefinition({ ...WEEKLY, key: 'other', name: 'Other' }, caller);
    const two = await app.core.commands.createDefinition({ ...WEEKLY, key: 'other', name: 'Other' }, caller);
    expect(two.id).toBe(one.id);
  });

  it('have one name and one key each, whatever the case, when two are made at once too', async () => {
    const tries = await Promise.all([
      web.call('POST', BASE, WEEKLY),
      web.call('POST', BASE, { ...WEEKLY, key: 'other', name: 'WEEKLY Report' }),
      web.call('POST', BASE, { ...WEEKLY, key: 'Weekly-Report', name: 'Another' }),
    ]);
    expect(tries.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(tries.filter(({ status }) => status === 400)).toHaveLength(2);
    const other = await create({ key: 'third', name: 'Third' });
    const taken = await web.call('PATCH', `${BASE}/${other.id}`, { name: 'weekly REPORT' });
    expect(await problem(taken)).toMatchObject({
      status: 400,
      faults: { name: 'is already used by another definition' },
    });
  });

  it('are refused with everything that cannot work, field by field', async () => {
    const answer = await web.call('POST', BASE, {
      name: 'Broken',
      instructions: 'Do {this} and {that} in {region}.',
      agentId: 'ghost',
      tools: ['http_get', 'rm_rf'],
      parameters: [
        { name: 'region', kind: 'choice' },
        { name: 'region', kind: 'integer', default: 'many' },
      ],
    });
    expect((await problem(answer)).faults).toEqual({
      'instructions': '{that} is not a parameter; there are: region',
      'parameters.0.options': 'needs options to choose from',
      'parameters.1.name': 'appears twice',
      'parameters.1.default': 'must be a whole number',
      'tools.1': expect.stringContaining('there is no tool "rm_rf"; there are: manage_tasks'),
      'agentId': expect.stringContaining('there is no agent "ghost"'),
    });
    const shape = await web.call('POST', BASE, {
      name: 'x',
      instructions: 'y',
      key: 'T-5',
      tools: [7],
      nonsense: 1,
    });
    expect(Object.keys((await problem(shape)).faults)).toEqual(['key', 'tools.0', 'nonsense']);
  });

  it('keep a default in the type of its kind', async () => {
    const parameters = [
      { name: 'pages', kind: 'integer', default: ' 5 ' },
      { name: 'all', kind: 'boolean', default: 'yes' },
    ];
    expect((await create({ instructions: 'x', parameters })).parameters).toMatchObject([
      { default: 5 },
      { default: true },
    ]);
  });

  it('leave braces alone that are no places', async () => {
    const made = await create({ instructions: 'Send {"week": {week}} and { region }.' });
    expect(made.instructions).toContain('{"week": {week}}');
  });

  it('change as long as they were seen as they are', async () => {
    const { id } = await create();
    const patch = (body: object, version?: number) =>
      web.call('PATCH', `${BASE}/${id}`, body, version ? { 'if-match': `"${version}"` } : {});
    const changed = await patch({ isActive: false }, 1);
    expect(changed.headers.get('etag')).toBe('"2"');
    expect(await changed.json()).toMatchObject({ isActive: false, version: 2, name: 'Weekly report' });
    expect((await problem(await patch({ name: 'Late' }, 1))).status).toBe(412);
    expect((await problem(await patch({ parameters: [] }))).faults).toHaveProperty('instructions');
    const both = await Promise.all([patch({ description: 'a' }), patch({ tools: ['http_get'] })]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(await (await web.call('GET', `${BASE}/${id}`)).json()).toMatchObject({
      description: 'a',
      tools: ['http_get'],
      version: 4,
    });
  });

  it('are listed by pages, and those in use alone', async () => {
    for (const name of ['a', 'b', 'c']) await create({ key: name, name, isActive: name !== 'b' });
    const list = z.object({ items: z.array(definitionView), nextCursor: z.string().nullable() });
    const page = async (query: string) => list.parse(await (await web.call('GET', BASE + query)).json());
    const first = await page('?limit=2');
    expect(first.items.map(({ key }) => key)).toEqual(['a', 'b']);
    const rest = await page(`?limit=2&cursor=${first.nextCursor}`);
    expect(rest).toMatchObject({ items: [{ key: 'c' }], nextCursor: null });
    expect((await page('?active=true')).items.map(({ key }) => key)).toEqual(['a', 'c']);
  });

  it('go when no task was made from them, and else say what to do instead', async () => {
    const [unused, used] = [await create(), await create({ key: 'used', name: 'Used' })];
    await web.call('POST', '/api/v1/tasks', {
      definition: 'used',
      parameters: { week: 47, region: 'North China' },
    });
    const refused = await problem(await web.call('DELETE', `${BASE}/${used.id}`));
    expect(refused).toMatchObject({ status: 409, detail: expect.stringContaining('Deactivate it') });
    expect((await web.call('DELETE', `${BASE}/${unused.id}`)).status).toBe(200);
    expect((await web.call('GET', `${BASE}/${unused.id}`)).status).toBe(404);
  });

  it('are in the OpenAPI document', async () => {
    const document = await (await web.call('GET', '/openapi.json')).json();
    expect(document).toMatchObject({
      paths: { [BASE]: { post: {}, get: {} }, [`${BASE}/{ref}`]: { get: {}, patch: {}, delete: {} } },
      components: { schemas: { Definition: {} } },
    });
  });
});

describe('a task from a definition over HTTP', () => {
  it('keeps the definition, its version and the values', async () => {
    const { id } = await create();
    const answer = await web.call('POST', '/api/v1/tasks', {
      definition: 'weekly-report',
      parameters: { week: '47', region: 'South China' },
    });
    expect(answer.status).toBe(201);
    expect(createdTaskView.parse(await answer.json())).toMatchObject({
      title: 'Weekly report: 47, South China',
      definitionId: id,
      definitionVersion: 1,
      parameters: { week: 47, region: 'South China', pages: 5 },
      instructions: 'Report on week 47 in South China, at most 5 pages. Once more: South China.',
    });
  });

  it('is refused with a fault for each value, and a default never stands in for a required one', async () => {
    await create();
    const post = async (body: object) => problem(await web.call('POST', '/api/v1/tasks', body));
    expect(
      (await post({ definition: 'weekly-report', parameters: { pages: 'many', colour: 'red' } })).faults,
    ).toEqual({
      'parameters.week': 'is required',
      'parameters.region': 'is required',
      'parameters.pages': 'must be a whole number',
      'parameters.colour': 'is not in the form',
    });
    expect(await post({ definition: 'nothing' })).toMatchObject({
      status: 404,
      faults: { definition: 'there is no definition "nothing"' },
    });
    expect((await post({ title: 'x', parameters: {} })).faults).toHaveProperty('definition');
    await web.call('PATCH', `${BASE}/weekly-report`, { isActive: false });
    expect((await post({ definition: 'weekly-report' })).status).toBe(409);
  });
});

describe('the right to change definitions', () => {
  it('is for administrators, and never for an agent', async () => {
    const { commands } = app.core;
    const { id } = await define(app);
    for (const caller of [inChat('ana'), { ...app.api, agentId: 'assistant' }]) {
      const tries = await Promise.all([
        refusalOf(commands.createDefinition({ ...WEEKLY, key: 'x', name: 'x' }, caller)),
        refusalOf(commands.updateDefinition(id, { isActive: false }, caller)),
        refusalOf(commands.deleteDefinition(id, caller)),
      ]);
      expect(tries.map(({ code }) => code)).toEqual(tries.map(() => 'access.refused'));
    }
    const admin = { ...inChat('ana'), isAdmin: true };
    expect(await commands.updateDefinition(id, { isActive: false }, admin)).toMatchObject({
      isActive: false,
    });
  });
});
