import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openProgram } from '../fakes/open-program.ts';
import { freshFolder, stopPrograms } from '../fakes/program.ts';

afterEach(stopPrograms);

/** What froze the product that nobody has given a model: it is read by a grammar. */
const FREEZING = [
  'track 9400111202555842332669 00340434161094042557',
  `track ${'12345678901234567890 '.repeat(150)}`,
  `thanks${' for'.repeat(900)}?`,
  `完成 T-1 ${'延后到'.repeat(900)}x`,
  `新建任务${'，：内容是'.repeat(700)}`,
];

describe('nothing that strangers send holds the only thread', () => {
  it('S1 the product answers messages of many numbers or fillers, and everything else meanwhile', async () => {
    const product = await openProgram(freshFolder());
    for (const [index, text] of FREEZING.entries()) {
      expect((await product.say('ana', text)).status).toBe(202);
      expect((await product.request('GET', '/healthz')).status).toBe(200);
      await expect.poll(async () => (await product.botTexts()).length, { timeout: 30_000 }).toBe(index + 1);
    }
    product.child.kill('SIGTERM');
    expect((await product.ended).code).toBe(0);
  }, 180_000);

  it('S6 a body of nothing but quotation marks is refused, and everything else answered meanwhile', async () => {
    const product = await openProgram(freshFolder());
    const bodies = [`{"title":"${String.raw`\"`.repeat(120_000)}`, `{"title":${'['.repeat(240_000)}`];
    for (const body of bodies) {
      const refused = product.send('POST', '/api/v1/tasks', body);
      expect((await product.request('GET', '/healthz')).status).toBe(200);
      expect((await refused).status).toBe(400);
    }
  }, 60_000);

  it('S3 a page of 200 KB that is made of brackets is read by a run, and everything else answered meanwhile', async () => {
    const pages = [
      `<html>${'<'.repeat(200_000)}`,
      `<html>${'\r'.repeat(200_000)}`,
      `<html>${'<script>'.repeat(25_000)}`,
    ];
    const site = createServer(({ url = '/0' }, response) => response.end(pages[Number(url.slice(1))]));
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(site.address() as AddressInfo).port}`;
    const folder = freshFolder();
    writeFileSync(join(folder, 'errand.yaml'), `fetch: {allow_hosts: ['${host}']}\n`);
    const product = await openProgram(folder, { ERRAND_CONFIG: join(folder, 'errand.yaml') });
    for (const number of pages.keys()) {
      const made = { title: `Read page ${number}`, description: `Read http://${host}/${number}`, run: true };
      expect((await product.request('POST', '/api/v1/tasks', made)).status).toBe(201);
    }
    const running = async () => (await product.request('GET', '/api/v1/tasks?status=completed')).text;
    await expect
      .poll(async () => (await running()).match(/"title"/g)?.length, { timeout: 30_000 })
      .toBe(pages.length);
    site.close();
  }, 90_000);
});
