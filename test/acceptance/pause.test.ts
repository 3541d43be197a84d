import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startHttpApp } from '../fakes/http-app.ts';
import { call } from './harness/model.ts';
import { home } from './harness/office.ts';
import { startProduct, type Product } from './harness/product.ts';
import { ANYONE } from './harness/states.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ config: ANYONE });
});
afterAll(() => product.stop());

const get = (path: string) => call('http_get', { url: product.sink.url(path) });

/** A run of five steps that hangs in its third. */
async function hangInThird(name: string, channel: string): Promise<string> {
  const { sink, model } = product;
  sink.answer(`/${name}/3`, () => undefined);
  model.run(name, [...[1, 2, 3, 4, 5].map((step) => get(`/${name}/${step}`)), 'All five are done.']);
  const { number } = await product.ask<{ number: string }>('POST', '/tasks', {
    title: name,
    run: true,
    home: home(channel),
  });
  await product.until('a held call', () => sink.held() > 0);
  return number;
}

describe('pause and resume', () => {
  it('F75 F78 a pause says so at once, takes effect after the present step, and a resume goes on where it stood', async () => {
    const number = await hangInThird('f75', 'f75');
    await product.press('bo', 'pause', { channel: 'f75' });
    await product.until('the word that it pauses', async () =>
      (await product.card('ana', 'run', { channel: 'f75' })).card.lines.some((line) =>
        line.includes('Pauses after this step'),
      ),
    );
    expect(await product.task(number)).toMatchObject({ status: 'in_progress', wait: null });
    product.sink.answer('/f75/3', (_request, response) => response.end('third'));
    product.sink.release();
    await product.settle();
    expect(await product.task(number)).toMatchObject({ wait: { kind: 'pause' }, label: 'paused' });
    const soFar = product.sink.received.filter(({ path }) => path.startsWith('/f75/')).length;
    await product.clock.wind(3_600_000);
    await product.settle();
    expect(product.sink.received.filter(({ path }) => path.startsWith('/f75/'))).toHaveLength(soFar);

    await product.press('cy', 'resume', { channel: 'f75' });
    expect(await product.task(number)).toMatchObject({ status: 'completed', result: 'All five are done.' });
    const paths = product.sink.received.map(({ path }) => path).filter((path) => path.startsWith('/f75/'));
    expect(paths).toEqual(['/f75/1', '/f75/2', '/f75/3', '/f75/4', '/f75/5']);
    expect(await product.runs(number)).toHaveLength(1);
  });

  it('F77 what is said on resuming reaches the model, once', async () => {
    const number = await hangInThird('f77', 'f77');
    await product.event(number, 'pause');
    product.sink.answer('/f77/3', (_request, response) => response.end('third'));
    product.sink.release();
    await product.settle();
    const before = product.model.asked('use the blue one').length;
    await product.press('bo', 'resume', { channel: 'f77', values: { note: 'use the blue one' } });
    expect(await product.task(number)).toMatchObject({ status: 'completed' });
    const asked = product.model.asked('use the blue one');
    expect(before).toBe(0);
    expect(asked.length).toBeGreaterThan(0);
    for (const text of asked) expect(text.split('use the blue one')).toHaveLength(2);
  });

  it('F78 a stop ends the present call at once, and nothing follows', async () => {
    const number = await hangInThird('f78', 'f78');
    const began = product.clock.monotonicMs();
    await product.press('bo', 'cancel', { channel: 'f78' });
    await product.until('the end of the call', () => product.sink.held() === 0);
    expect(product.clock.monotonicMs() - began).toBeLessThan(5_000);
    expect(await product.task(number)).toMatchObject({ status: 'cancelled' });
    await product.clock.wind(120_000);
    await product.settle();
    const paths = product.sink.received.map(({ path }) => path).filter((path) => path.startsWith('/f78/'));
    expect(paths).toEqual(['/f78/1', '/f78/2', '/f78/3']);
  });

  it.each([
    [
      'an approval',
      call('http_send', { method: 'POST', url: 'http://127.0.0.1:1/', body: '1' }),
      /^Waiting for anyone here to approve$/,
    ],
    [
      'an answer',
      call('ask_people', { kind: 'text', question: 'Which?' }),
      /^Waiting for anyone here to answer$/,
    ],
    [
      'a takeover',
      call('ask_people', { kind: 'takeover', question: 'Please solve the puzzle' }),
      /^Waiting for anyone here to take over$/,
    ],
  ])('F76 the card says that a run waits for %s, and for what', async (name, step, line) => {
    const channel = `f76-${name.replaceAll(' ', '-')}`;
    product.model.run(`F76 ${name}`, [step, 'Done.']);
    await product.create({ title: `F76 ${name}`, run: true, home: home(channel) });
    const { card } = await product.card('ana', 'run', { channel });
    expect(card.lines.join('\n')).toMatch(line);
  });
});

describe('an early end', () => {
  it('F80 F81 an agent may end its run early with a reason: what was left is abandoned, and it is told as no failure', async () => {
    const channel = 'f80';
    product.model.run('F80', [
      get('/f80'),
      {
        calls: [
          { name: 'end_early', args: { reason: 'the report was sent yesterday' } },
          { name: 'http_get', args: { url: product.sink.url('/f80-late') } },
        ],
      },
      'Never said.',
    ]);
    const { number } = await product.order('ana', { title: 'F80' }, { channel });
    expect(await product.task(number)).toMatchObject({ status: 'completed', outcome: 'terminated' });
    expect(await product.runs(number)).toMatchObject([{ outcome: 'terminated', error: null }]);
    expect(product.sink.at('/f80-late')).toEqual([]);
    expect((await product.runs(number))[0]?.steps.at(-1)).toMatchObject({ status: 'abandoned' });
    const heard = (await product.heard('ana', { channel })).join('\n');
    expect(heard).toMatch(/ended early/i);
    expect(heard).toContain('the report was sent yesterday');
    expect(heard).not.toMatch(/failed/i);
  });

  it('F82 early ends, stops, failures and successes are told apart by filters', async () => {
    const channel = 'f82';
    const make = async (title: string, steps: Parameters<Product['model']['run']>[1]) => {
      product.model.run(title, steps);
      return (await product.create({ title, run: true, home: home(channel) })).number;
    };
    const early = await make('F82 early', [call('end_early', { reason: 'no need' })]);
    const good = await make('F82 good', ['Done.']);
    const stopped = await make('F82 stopped', [call('ask_people', { kind: 'text', question: 'Which?' })]);
    await product.event(stopped, 'cancel');
    const failed = await make('F82 failed', [
      call('save_deliverable', { name: 'a.md', content: 'a' }),
      { status: 400, error: { message: 'broken' } },
    ]);
    const found = async (status: string) =>
      (await product.tasks(`?platform=web&channel=${channel}&view=console&status=${status}`)).map(
        ({ number }) => number,
      );
    expect(await found('terminated')).toEqual([early]);
    expect(await found('success')).toEqual([good]);
    expect(await found('stopped')).toEqual([stopped]);
    expect(await found('failure')).toEqual([failed]);
  });

  it('F179 everything is stopped: no step is taken and nothing begins, over a restart, until it is released', async () => {
    const number = await hangInThird('f179', 'f179');
    const later = await product.create({ title: 'f179 later', home: home('f179') });
    product.model.run('f179 later', ['Done later.']);
    const body = await product.ask('POST', '/stop', { reason: 'wrong supplier' });
    expect(body).toMatchObject({ isStopped: true, reason: 'wrong supplier' });
    product.sink.answer('/f179/3', (_request, response) => response.end('third'));
    product.sink.release();
    await product.event(later.number, 'queue');
    await product.settle();
    const steps = () =>
      product.sink.received.map(({ path }) => path).filter((path) => path.startsWith('/f179/'));
    const soFar = ['/f179/1', '/f179/2', '/f179/3'];
    expect(steps()).toEqual(soFar);
    await product.restart();
    await product.clock.wind(3_600_000);
    await product.settle();
    expect(steps()).toEqual(soFar);
    expect(await product.task(number)).toMatchObject({ status: 'in_progress' });
    expect(await product.task(later.number)).toMatchObject({ status: 'pending' });
    const { sentence } = await product.ask<{ sentence: string }>('GET', `/tasks/${number}/why`);
    expect(sentence).toContain('has stopped everything: wrong supplier');
    const { card } = await product.card('ana', 'run', { channel: 'f179' });
    expect(card.lines.join(' ')).toContain('has stopped everything: wrong supplier');

    await product.ask('POST', '/stop/release', { reason: 'mended' });
    await product.settle();
    expect(await product.task(number)).toMatchObject({ status: 'completed', result: 'All five are done.' });
    expect(await product.task(later.number)).toMatchObject({ status: 'completed', result: 'Done later.' });
    expect(steps()).toEqual([...soFar, '/f179/4', '/f179/5']);
    const stop = await product.ask<{ log: unknown[] }>('GET', '/stop');
    expect(stop.log).toMatchObject([
      { move: 'release_all', reason: 'mended' },
      { move: 'stop_all', reason: 'wrong supplier' },
    ]);
  });

  it('F179 administrators stop and release everything by typing, and others do not', async () => {
    const app = await startHttpApp({ config: 'admins: [web:carol]', turn: ['Hello.'], run: ['Done.'] });
    const said = async (person: string, text: string) => {
      await app.say(person, text);
      return (await app.botTexts()).at(-1) ?? '';
    };
    expect(await said('ana', 'task stop-all')).not.toContain('stopped everything');
    expect(await said('carol', 'task stop-all audit')).toContain('carol has stopped everything: audit');
    // A conversation with the model is stopped as well.
    expect(await said('ana', 'How is it going?')).toMatch(
      /^carol has stopped everything: audit\..*send it again once an admin has released it/,
    );
    expect(await said('carol', 'task stop-all again')).toContain(
      'carol had stopped everything before: audit',
    );
    expect(await app.visit('/board')).toContain('carol has stopped everything: audit');
    expect(await app.visit('/settings')).toContain('data-stop="/stop/release"');
    await app.create({ title: 'Wait', run: true });
    await app.settle();
    expect(await app.task('T-1')).toMatchObject({ status: 'pending' });
    await app.create({ title: 'Wait too' });
    await app.say('carol', 'task run T-2');
    expect((await app.botTexts('carol')).at(-1)).toContain('On hold: carol has stopped everything: audit');
    expect((await app.call('POST', '/stop', { reason: 'again' })).body).toMatchObject({ reason: 'audit' });
    await app.clock.leap(3_600_000);
    expect(await app.violations()).toEqual([]);
    expect(await said('ana', '任务 全部恢复')).not.toContain('released');
    expect(await said('carol', 'task release-all')).toContain('carol has released everything');
    expect(await said('carol', 'task release-all')).toBe('Nothing is stopped.');
    await app.settle();
    expect(await app.task('T-1')).toMatchObject({ status: 'completed' });
    expect(await app.visit('/board')).not.toContain('stopped everything');
    expect(await app.violations()).toEqual([]);
  });
});
