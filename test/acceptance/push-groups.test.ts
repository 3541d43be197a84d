import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { pushAddress, pushKey } from '../fakes/push-groups.ts';
import { onServices } from './harness/environment.ts';
import { home } from './harness/office.ts';
import { startInWeCom } from './harness/wecom.ts';

let product: Awaited<ReturnType<typeof startInWeCom>>;
beforeAll(async () => {
  product = await startInWeCom();
});
afterAll(() => product.stop());

const GROUPS = '/settings/notifications/groups';
const KEY = pushKey(901);
const seen = (): string[] => product.world.screen.texts('group:wr-news');
const news = (): string => seen().join('\n');

describe('a WeCom group that only gets notifications', () => {
  it('F146 is told of what happens in the channels that were named, by the address of its webhook', async () => {
    product.api.addWebhook(KEY, 'group:wr-news');
    const made = await product.send('POST', GROUPS, {
      name: 'News',
      address: pushAddress(KEY),
      from: ['web:told'],
    });
    expect(made).toMatchObject({ status: 201, body: { address: '…0901', isActive: true } });
    product.model.run('Ship it', ['Shipped.']);
    await product.create({ title: 'Ship it', run: true, home: home('told') });
    await product.create({ title: 'Elsewhere', run: true, home: home('untold') });
    await product.until('the news', () => news().includes('Ship it'));
    expect(news()).toContain('Shipped.');
    expect(news()).not.toContain('Elsewhere');
  });

  it('F146 its address is checked, told to nobody by API, page or log, and not kept in the clear', async () => {
    const refused = await product.send<{ faults: unknown }>('POST', GROUPS, {
      name: 'Evil',
      address: `https://evil.example/cgi-bin/webhook/send?key=${pushKey(902)}`,
      from: ['*'],
    });
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain('"address"');
    expect(JSON.stringify(refused.body)).not.toContain(pushKey(902));

    expect(JSON.stringify(await product.ask('GET', '/settings/notifications'))).not.toContain(KEY);
    const signedIn = await fetch(product.signInLink(), { redirect: 'manual' });
    const cookie = signedIn.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const page = await (await fetch(`${product.address()}/settings`, { headers: { cookie } })).text();
    expect(page).toContain('…0901');
    expect(page).not.toContain(KEY);
    expect(product.log.text()).not.toContain(KEY);
    if (onServices) return;
    const files = readdirSync(product.dataDir, { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    );
    expect(files.length).toBeGreaterThan(0);
    const inTheClear = files.filter(({ parentPath, name }) =>
      readFileSync(join(parentPath, name)).includes(KEY),
    );
    expect(inTheClear.map(({ name }) => name)).toEqual([]);
  });

  it('F146 a long result is shortened to what WeCom takes, with no character cut and the address of the whole', async () => {
    const result = '开工大吉🎉'.repeat(700);
    product.model.run('Write at length', [result]);
    await product.create({ title: 'Write at length', run: true, home: home('told') });
    await product.until('the news', () => news().includes('Write at length'));
    const told = seen().findLast((text) => text.includes('Write at length')) ?? '';
    expect(told).toMatch(/开工大吉🎉.*…/su);
    expect(told).toMatch(/\/tasks\/T-\d+/);
    expect(told).not.toMatch(/\uFFFD|\p{Surrogate}/u);
    expect(Buffer.byteLength(told)).toBeLessThanOrEqual(4096);
  });
});
