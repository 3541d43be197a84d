import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createSignIn, makeSignInLink } from '../../src/access/sign-in.ts';
import type { App } from '../../src/app.ts';
import { createMemoryBus } from '../../adapters/bus/memory/index.ts';
import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import { createIds } from '../../adapters/system/node/index.ts';
import { sha256 } from '../../src/shared/sha256.ts';
import { createSecretBox } from '../../src/shared/seal.ts';
import type { SignIn } from '../../src/ports/sign-in.ts';
import type { Store } from '../../src/ports/store.ts';
import { createFakeClock, type FakeClock } from '../fakes/clock.ts';
import { createFakeLog } from '../fakes/log.ts';

const ANA = { id: 'slack:T01:U01', name: 'Ana' };
const FROM = { agent: 'A browser', address: '10.0.0.1' };
const TOKEN = 'the-token-of-the-installation';
const HOUR_MS = 3600_000;

let store: Store;
let clock: FakeClock;
let access: Map<string, { channels: string[]; people: string[] }>;
let signIn: SignIn;
beforeEach(async () => {
  clock = createFakeClock();
  const log = createFakeLog();
  store = await openEmbeddedStore({ dataDir: null, log, clock });
  const everybody = { channels: ['*'], people: ['*'] };
  access = new Map([
    ['web', everybody],
    ['slack', everybody],
  ]);
  // Of the settings it reads these.
  const settings = { access, admins: [], people: [] } as unknown as App['settings'];
  const bus = createMemoryBus({ log });
  const secrets = createSecretBox('the secret of a test');
  signIn = createSignIn({ store, clock, ids: createIds(), bus, log, secrets, settings });
});
afterEach(() => store.close());

const enter = async (isStranger = false): Promise<string> =>
  (await signIn.enter(await makeSignInLink({ store, clock }, ANA, isStranger), FROM)) ?? '';
const isGood = async (cookie: string): Promise<boolean> => (await signIn.find(cookie, TOKEN)) !== undefined;

describe('a session', () => {
  it('S11 is opened by one of many who press at once', async () => {
    const link = await makeSignInLink({ store, clock }, ANA, false);
    const opened = await Promise.all(Array.from({ length: 8 }, () => signIn.enter(link, FROM)));
    expect(opened.filter((cookie) => cookie !== undefined)).toHaveLength(1);
  });

  it('S11 changes its cookie once a day; the old one is good until the new one has arrived, and a minute', async () => {
    const first = await enter();
    await clock.advance(25 * HOUR_MS);
    const found = await Promise.all([signIn.find(first, TOKEN), signIn.find(first, TOKEN)]);
    const [second, other] = found.flatMap((one) => one?.renewed ?? []);
    expect([typeof second, other]).toEqual(['string', undefined]);
    await clock.advance(HOUR_MS);
    expect(await isGood(first)).toBe(true);
    expect(await isGood(second ?? '')).toBe(true);
    expect(await isGood(first)).toBe(true);
    await clock.advance(61_000);
    expect([await isGood(first), await isGood(second ?? '')]).toEqual([false, true]);
  });

  it('S11 ends after a week without use, and after thirty days in any case', async () => {
    const idle = await enter();
    await clock.advance(7 * 24 * HOUR_MS + 1000);
    expect(await isGood(idle)).toBe(false);
    let cookie = await enter();
    for (let day = 0; day < 29; day += 1) {
      await clock.advance(24 * HOUR_MS + 1000);
      const found = await signIn.find(cookie, TOKEN);
      expect(found).toBeDefined();
      cookie = found?.renewed ?? cookie;
    }
    await clock.advance(24 * HOUR_MS);
    expect(await isGood(cookie)).toBe(false);
  });

  it('S11 is over for whom the configuration no longer serves, and for guests that it no longer names', async () => {
    expect(await enter(true)).toBe('');
    access.set('slack', { channels: ['*'], people: [ANA.id] });
    expect(await enter(true)).toBe('');
    access.set('web', { channels: ['*'], people: ['*', ANA.id] });
    const [cookie, guest] = [await enter(), await enter(true)];
    expect([await isGood(cookie), await isGood(guest)]).toEqual([true, true]);
    access.set('web', { channels: ['*'], people: ['*'] });
    expect([await isGood(cookie), await isGood(guest)]).toEqual([true, false]);
    access.set('slack', { channels: ['*'], people: ['slack:T01:U02'] });
    expect(await isGood(cookie)).toBe(false);
  });

  it('S11 of the token is over with another token', async () => {
    const cookie = await signIn.enterByToken(TOKEN, FROM);
    expect(await isGood(cookie)).toBe(true);
    expect(await signIn.find(cookie, 'another-token-of-it')).toBeUndefined();
    // Nor can what is stored be held against guesses of the token.
    const [stored] = await store.collection('sessions').find({}, { limit: 1 });
    expect(JSON.stringify(stored)).not.toContain(sha256(TOKEN));
  });
});
