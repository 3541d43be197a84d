import { afterEach, describe, expect, it } from 'vitest';
import { viaApi } from '../fakes/callers.ts';
import { define } from '../fakes/definitions.ts';
import {
  openSlackProduct,
  openWeComProduct,
  WECOM_SURFACES,
  type SlackProduct,
  type WeComProduct,
} from '../fakes/platform-app.ts';
import { closeAll } from '../fakes/wecom/index.ts';

const ANN = 'U01';
const BO = 'U02';

describe('what is missing, in Slack', () => {
  let app: SlackProduct;
  afterEach(() => app.close());

  it('is asked in a form that opens with the command, and the task lives in the thread that it begins', async () => {
    app = await openSlackProduct();
    await define({ core: app.core, api: viaApi });
    await app.command(ANN, 'new weekly-report pages=3');
    expect(await app.tasks()).toEqual([]);
    await app.submit(ANN, { Week: 'soon', Region: 'South China' });
    expect(Object.keys(app.slack.openView(ANN)?.errors ?? {})).toEqual(['field:0']);
    await app.submit(ANN, { Week: '47', Region: 'South China' });
    const [task] = await app.tasks();
    expect(task?.definition?.parameters).toEqual({ week: 47, region: 'South China', pages: 3 });
    const [form] = app.slack.seen('C01').filter(({ text }) => text.includes('Created T-1.'));
    expect(form).toMatchObject({ buttons: [] });
    expect(task?.home?.thread).toBe(form?.ts);
    expect(app.log.messages('error')).toEqual([]);
  });

  it('is asked by a button alone when Slack would no longer open the form, and the form opens then', async () => {
    app = await openSlackProduct();
    await define({ core: app.core, api: viaApi });
    app.slack.break('views.open', { error: 'expired_trigger_id' });
    await app.command(ANN, 'new weekly-report week=47');
    expect(app.slack.openView(ANN)).toBeUndefined();
    await app.press(ANN, 'Answer…');
    await app.submit(ANN, { Region: 'North China' });
    expect(await app.tasks()).toHaveLength(1);
    expect(app.log.messages('info')).toContain('the form was not opened at once');
  });

  it('is for the one who typed the command', async () => {
    app = await openSlackProduct();
    await define({ core: app.core, api: viaApi });
    await app.command(ANN, 'new weekly-report week=47');
    await app.press(BO, 'Answer…');
    await app.submit(BO, { Region: 'South China' });
    expect(await app.tasks()).toEqual([]);
  });
});

describe('what is missing, in WeCom', () => {
  let app: WeComProduct;
  afterEach(async () => {
    await app.close();
    await closeAll();
  });

  const open = async (surface: (typeof WECOM_SURFACES)[number] = 'long connection') => {
    app = await openWeComProduct({ surface });
    await define({ core: app.core, api: viaApi });
  };
  const last = (person = 'ana') => app.seen(person).at(-1) ?? '';

  it.each(WECOM_SURFACES)(
    'is asked one by one, by %s, and a wrong answer is asked again',
    async (surface) => {
      await open(surface);
      await app.tell('ana', '任务 新建 weekly-report pages=2');
      expect(last()).toContain('**Weekly report**：Week？（整数；之后还有 1 项）');
      await app.tell('ana', '下周');
      expect(last()).toMatch(/Week必须是整数。\n\*\*Weekly report\*\*：Week？/);
      await app.tell('ana', '47');
      expect(last()).toMatch(/Region？[\s\S]*1\. North China\n2\. South China/);
      await app.tell('ana', '2');
      expect(last()).toContain('已创建 T-1：Weekly report：47、South China');
      const [task] = await app.tasks();
      expect(task?.definition?.parameters).toEqual({ week: 47, region: 'South China', pages: 2 });
      expect(app.model.requests).toEqual([]);
      expect(app.log.messages('error')).toEqual([]);
    },
  );
});

describe('two talks at once in one group of WeCom', () => {
  let app: WeComProduct;
  afterEach(async () => {
    await app.close();
    await closeAll();
  });

  it('do not hear each other, and end by themselves', async () => {
    app = await openWeComProduct({ turn: ['Hello.', 'Good morning.'] });
    await define({ core: app.core, api: viaApi });
    const last = (person: string) => app.seen(person).at(-1) ?? '';
    await app.tell('ana', 'task new weekly-report');
    await app.tell('bo', 'task run weekly-report week=48');
    await app.tell('ana', '47');
    await app.tell('bo', 'cancel');
    expect(last('bo')).toContain('Cancelled: Weekly report. Nothing was created.');
    await app.tell('bo', 'hi');
    expect(last('bo')).toContain('Hello.');
    await app.tell('ana', 'task list');
    expect(last('ana')).toContain('No tasks here.');
    await app.tell('ana', 'south china');
    expect(last('ana')).toContain('Created T-1: Weekly report: 47, South China');

    await app.tell('ana', 'task new weekly-report');
    await app.clock.advance(61 * 60_000);
    await app.tell('ana', '49');
    expect(last('ana')).toContain('Good morning.');
    expect(await app.tasks()).toHaveLength(1);
  });
});
