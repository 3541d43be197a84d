import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { call } from './harness/model.ts';
import { home } from './harness/office.ts';
import { startProduct, type Product } from './harness/product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.stop());

const save = (content: string) => call('save_deliverable', { name: 'plan.md', content });

describe('a file that a run saved', () => {
  it('F153 is one and the same under its task, its run and its conversation', async () => {
    const place = { channel: 'files' };
    product.model.run('Write a plan', [save('# Plan\n\nFirst things first.\n'), 'Written.']);
    const { number } = await product.order('ana', { title: 'Write a plan' }, place);
    const [file] = await product.deliverables(number);
    expect(file).toMatchObject({ name: 'plan.md', version: 1 });
    const id = file?.id ?? '';

    const [run] = await product.runs(number);
    expect(file?.runId).toBe(run?.id);
    expect(JSON.stringify(run)).toContain(id);

    const opened = await product.ask<{ content: string }>('GET', `/deliverables/${id}`);
    expect(opened.content).toBe('# Plan\n\nFirst things first.\n');
    const inThread = (await product.read('ana', place)).filter((message) =>
      JSON.stringify(message).includes('plan.md'),
    );
    expect(JSON.stringify(inThread)).toContain(id);
  });

  it('F155 becomes the next version with each revision, and the review shows what changed', async () => {
    const place = { channel: 'revisions' };
    const drafts = ['one\ntwo\n', 'one\nthree\n', 'one\nthree\nfour\n'];
    let at = 0;
    product.model.run('Draft the terms', [
      () => save(drafts[at] ?? ''),
      () => `Draft ${(at += 1)} is ready.`,
    ]);
    const { number } = await product.create({
      title: 'Draft the terms',
      isReviewRequired: true,
      run: true,
      home: home('revisions'),
    });
    await product.press('bo', 'request_changes', { ...place, values: { note: 'Two is wrong.' } });
    await product.press('bo', 'request_changes', { ...place, values: { note: 'Four is missing.' } });

    const versions = (await product.deliverables(number)).map(({ version }) => version);
    expect(versions.toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
    const review = JSON.stringify((await product.cardWith('bo', 'accept', place)).card);
    expect(review).toContain('+four');
    expect(review).not.toContain('+three');

    await product.press('bo', 'accept', place);
    expect(await product.task(number)).toMatchObject({ status: 'completed', outcome: 'success' });
  });
});
