import { afterAll, beforeAll, describe, it } from 'vitest';
import { startFakeOpenAi } from '../fakes/openai/index.ts';
import type { FakeRequest, FakeStep } from '../fakes/openai/steps.ts';
import { startHook, startProduct, walk } from '../stories/walking.ts';

const { MONGODB_URI, REDIS_URL } = process.env;

/** A database of its own for each story. */
function environment(): Record<string, string> {
  if (!MONGODB_URI || !REDIS_URL) throw new Error('set MONGODB_URI and REDIS_URL');
  const uri = new URL(MONGODB_URI);
  uri.pathname = `/errand_story_${process.pid}_${Date.now()}`;
  return {
    MONGODB_URI: uri.href,
    REDIS_URL,
    HOST: '127.0.0.1',
    ERRAND_TRY_OUT: 'on',
    ERRAND_API_TOKEN: 'a-token-for-the-story-only',
    ERRAND_SECRET_KEY: 'a-key-for-the-story-only-of-32-characters',
  };
}

/** Calls of a run, in order: a question, a file with its answer, and something sent. */
const RUN: ((answer: string) => FakeStep)[] = [
  () => ({
    calls: [
      { name: 'ask_people', args: { kind: 'choice', question: 'Which region?', options: ['eu', 'us'] } },
    ],
  }),
  // Arguments that are no JSON: the model is told so, and mends them.
  () => ({ calls: [{ name: 'save_deliverable', rawArgs: '{"name": "launch.md", "content": ' }] }),
  (answer) => ({
    calls: [{ name: 'save_deliverable', args: { name: 'launch.md', content: `# Launch\n${answer}` } }],
  }),
];

/** A model that is busy at first, breaks down once in the run, and otherwise does what a sensible one would. */
function createStumblingModel(url: string): (request: FakeRequest) => FakeStep {
  const stumbles: FakeStep[] = [{ status: 429, headers: { 'retry-after': '0' } }, { status: 500 }];
  return ({ messages, tools = [] }) => {
    const stumble = stumbles.shift();
    if (stumble) return stumble;
    const isRun = tools.some((tool) => tool.function.name === 'ask_people');
    const results = messages.filter(({ role }) => role === 'tool');
    if (!isRun) {
      const tasks = [{ title: 'Announce the launch' }];
      const create = { calls: [{ name: 'manage_tasks', args: { action: 'create', tasks, run: true } }] };
      return results.length === 0 ? create : { text: 'T-1 is under way.' };
    }
    const [first] = results;
    const answer = typeof first?.content === 'string' ? first.content : '';
    const step = RUN[results.length];
    if (step) return step(answer);
    if (results.length > RUN.length) return { text: 'Announced.' };
    return { calls: [{ name: 'http_send', args: { method: 'POST', url, body: '{"announced":true}' } }] };
  };
}

describe('the story of the product on MongoDB and Redis', () => {
  let hook: Awaited<ReturnType<typeof startHook>>;
  beforeAll(async () => {
    hook = await startHook();
  });
  afterAll(() => hook.stop());

  it('goes from a message to a result with the offline model', async () => {
    hook.received.length = 0;
    const product = await startProduct(environment(), hook.host);
    try {
      const opening = `Announce the launch: ask which region: eu or us. Save the announcement as launch.md. Then send it to ${hook.url}`;
      await walk(product, hook, opening);
    } finally {
      await product.stop();
    }
  });

  it('goes from a message to a result with a model behind an OpenAI-compatible endpoint that stumbles on the way', async () => {
    hook.received.length = 0;
    const provider = await startFakeOpenAi({
      respond: createStumblingModel(hook.url),
      apiKey: 'sk-test',
      models: ['gpt-5-mini'],
    });
    const env = {
      ...environment(),
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: provider.url,
      OPENAI_MODEL: 'gpt-5-mini',
    };
    const product = await startProduct(env, hook.host);
    try {
      await walk(product, hook, 'Announce the launch, please');
    } finally {
      await product.stop();
      await provider.close();
    }
  });
});
