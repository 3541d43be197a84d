import type { Browser, Page } from 'playwright';
import { expect } from 'vitest';

import type { TaskView } from '../../src/contract/tasks.ts';
import type { ChatMessageView } from '../../src/contract/chat.ts';
import { startFakeOpenAi } from '../fakes/openai/index.ts';
import type { FakeStep } from '../fakes/openai/steps.ts';
import { startHook, startProduct } from '../stories/walking.ts';

export const CHANNEL = 'general';

interface Options {
  /**
   * What the model does in a run, one step for each time it is asked, given an address that it may reach; without it the
   * offline model works.
   */
  run?: (url: string) => readonly FakeStep[];
  /** More lines of `errand.yaml`. */
  yaml?: string;
  env?: Record<string, string>;
}

export interface Look {
  locale?: string;
  timezoneId?: string;
  isPhone?: boolean;
  isDark?: boolean;
}

/** The whole product with a real socket, a real clock and a model that plays a part, for people in real browsers. */
export async function openProduct(browser: Browser, { run, yaml = '', env: more = {} }: Options = {}) {
  const hook = await startHook();
  const steps = run?.(hook.url);
  const model =
    steps &&
    (await startFakeOpenAi({
      respond: ({ messages }) =>
        steps[messages.filter(({ role }) => role === 'assistant').length] ?? { text: 'Done.' },
    }));
  const env = model && {
    OPENAI_API_KEY: 'test-key',
    OPENAI_BASE_URL: model.url,
    OPENAI_MODEL: 'test-model',
  };
  const product = await startProduct({ ...env, ...more }, hook.host, yaml);

  /** Signed in by the link that the start prints, as this person. */
  async function arrive(person: string, path: string, look: Look = {}): Promise<Page> {
    const { locale = 'en-GB', timezoneId = 'Europe/Berlin', isPhone = false, isDark = false } = look;
    const context = await browser.newContext({
      locale,
      timezoneId,
      viewport: isPhone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
      colorScheme: isDark ? 'dark' : 'light',
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => {
      throw error;
    });
    const url = product.address();
    await context.addCookies([{ name: 'errand_person', value: encodeURIComponent(person), url }]);
    await page.goto(`${product.signInLink()}&next=${encodeURIComponent(path)}`);
    return page;
  }

  /** A task that begins at once and lives in a thread of the channel. */
  async function start(person: string, input: object): Promise<{ task: TaskView; thread: string }> {
    const { thread } = await product.call<{ thread: string }>('POST', '/chat/messages', {
      channel: CHANNEL,
      person,
      text: 'hello',
    });
    const home = { platform: 'web', channel: CHANNEL, thread };
    const task = await product.call<TaskView>('POST', '/tasks', { home, run: true, ...input }, person);
    return { task, thread };
  }

  return {
    ...product,
    hook,
    /** Lets the model go on, once it hangs. */
    async releaseModel() {
      await expect.poll(() => model?.heldCount()).toBeGreaterThan(0);
      model?.release();
    },
    arrive,
    start,
    threadPath: (thread: string) => `/chat?${new URLSearchParams({ channel: CHANNEL, thread }).toString()}`,
    messages: async (person: string) =>
      (
        await product.call<{ items: ChatMessageView[] }>(
          'GET',
          `/chat/messages?channel=${CHANNEL}&person=${encodeURIComponent(person)}`,
        )
      ).items,
    async close() {
      for (const context of browser.contexts()) await context.close();
      await product.stop();
      await model?.close();
      hook.stop();
    },
  };
}

export type Product = Awaited<ReturnType<typeof openProduct>>;
