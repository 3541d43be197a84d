import { createWeComPush } from '../../adapters/chat/wecom/push.ts';
import type { CreatePushGroupInput, PushGroupView } from '../../src/contract/settings.ts';
import type { TestApp, AppOptions } from './app.ts';
import { viaApi } from './callers.ts';
import { createFakeClock, type FakeClock } from './clock.ts';
import { startApiServer } from './wecom/api.ts';
import { createWorld } from './wecom/world.ts';

export const SEND_PATH = '/cgi-bin/webhook/send';

/** A key of its own for each number. */
export const pushKey = (number: number): string =>
  `5ec4e7aa-0000-4bbb-8ccc-${String(number).padStart(12, '0')}`;
export const pushAddress = (key: string): string => `https://qyapi.weixin.qq.com${SEND_PATH}?key=${key}`;

export type PushWorld = Awaited<ReturnType<typeof openPushWorld>>;

/** WeCom with groups that have a push bot each, and what an app needs to send there. */
export async function openPushWorld(clock: FakeClock = createFakeClock()) {
  const world = createWorld(clock);
  const api = await startApiServer(world);
  let made = 0;
  const push: NonNullable<AppOptions['push']> = {
    open: (addresses) => createWeComPush({ addresses, apiUrl: api.url }, { clock }),
  };
  return {
    clock,
    api,
    push,
    /** A push bot in the group: its key. */
    bot: (group: string): string => api.addWebhook(pushKey(++made), group),
    /** What people see in the group. */
    seen: (group: string): string[] => world.screen.texts(group),
    close: () => api.close(),
  };
}

/** Lets the group hear of what happens in the general channel, unless it is said otherwise. */
export const tellGroup = (
  { core }: Pick<TestApp, 'core'>,
  key: string,
  changes: Partial<CreatePushGroupInput> = {},
): Promise<PushGroupView> =>
  core.commands.createPushGroup({ name: 'Ops', address: key, from: ['web:general'], ...changes }, viaApi);
