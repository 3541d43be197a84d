import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { WECOM_SURFACES } from './harness/environment.ts';
import { call } from './harness/model.ts';
import { BOT, startInSlack } from './harness/slack.ts';
import { ANYONE } from './harness/states.ts';
import { startInWeCom } from './harness/wecom.ts';

/** Two values are needed, one of them of a few; a third is 5 unless somebody says otherwise. */
const WEEKLY = {
  key: 'weekly-report',
  name: 'Weekly report',
  instructions: 'Report on week {week} in {region}, at most {pages} pages.',
  parameters: [
    { name: 'week', label: 'Week', kind: 'integer', isRequired: true, default: 1 },
    {
      name: 'region',
      label: 'Region',
      kind: 'choice',
      isRequired: true,
      options: ['North China', 'South China'],
    },
    { name: 'pages', label: 'Pages', kind: 'integer', default: 5 },
  ],
};

type InSlack = Awaited<ReturnType<typeof startInSlack>>;
let slack: InSlack;
beforeAll(async () => {
  slack = await startInSlack({ config: ANYONE });
});
afterAll(() => slack.stop());

/** What the person sees last after the command. */
async function typed(text: string, user = 'U01'): Promise<{ text: string; isPrivate: boolean }> {
  const before = new Set(slack.slack.seen('C01', user).map(({ ts }) => ts));
  await slack.command(user, text);
  const said = slack.slack.seen('C01', user).filter(({ ts, by }) => !before.has(ts) && by === 'UBOTT01');
  return {
    text: said.map((one) => one.text).join('\n'),
    isPrivate: said.length > 0 && said.every(({ onlyFor }) => onlyFor === user),
  };
}
/** A new task in #C01, made by typing. */
async function noted(title: string): Promise<string> {
  const [, number = ''] = /(T-\d+)/.exec((await typed(`new ${title}`)).text) ?? [];
  expect(await slack.task(number)).toMatchObject({ title, status: 'backlog' });
  return number;
}

describe('/task in Slack', () => {
  it('F30 new, show, list, update, assign, comment, defer, run, archive and why do what they say, and answer in a line', async () => {
    const number = await noted('Prepare the report');
    expect((await typed(`show ${number}`)).text).toContain('Prepare the report');
    expect((await typed('list')).text).toContain(`${number} Prepare the report`);
    expect((await typed(`update ${number} Prepare the yearly report`)).text).toContain(
      'Prepare the yearly report',
    );
    expect(await slack.task(number)).toMatchObject({ title: 'Prepare the yearly report' });
    expect((await typed(`assign ${number} Bo`)).text).toContain('Bo');
    expect(await slack.task(number)).toMatchObject({ assignee: { name: 'Bo' } });
    await typed(`comment ${number} Figures come on Friday`);
    expect((await slack.comments(number)).map(({ text, author }) => [author.name, text])).toEqual([
      ['Ann', 'Figures come on Friday'],
    ]);
    expect((await typed(`why ${number}`)).text).toContain(number);
    await typed(`defer ${number} waiting for the budget`);
    expect(await slack.task(number)).toMatchObject({
      status: 'deferred',
      deferred: { reason: 'waiting for the budget' },
    });
    await typed(`run ${number}`);
    if ((await slack.task(number)).status === 'backlog') await typed(`run ${number}`);
    expect(await slack.task(number)).toMatchObject({ status: 'completed', result: 'Done.' });
    await typed(`archive ${number}`);
    expect((await slack.task(number)).archivedAt).not.toBeNull();
  });

  it('F30 approve, reject, answer, pause, resume, stop and retry settle what waits', async () => {
    const { model, sink } = slack;
    const post = (path: string) => call('http_send', { method: 'POST', url: sink.url(path), body: '1' });
    model.run('F30 first', [
      call('ask_people', { kind: 'text', question: 'Which?' }),
      post('/f30-first'),
      'First is done.',
    ]);
    const first = await noted('F30 first');
    await typed(`run ${first}`);
    await typed(`answer ${first} the blue one`);
    expect(slack.model.asked('the blue one').length).toBeGreaterThan(0);
    await typed(`approve ${first}`);
    expect(sink.at('/f30-first')).toHaveLength(1);
    expect(await slack.task(first)).toMatchObject({ status: 'completed', result: 'First is done.' });

    model.run('F30 second', [post('/f30-second'), 'Left alone.']);
    const second = await noted('F30 second');
    await typed(`run ${second}`);
    await typed(`reject ${second} not now`);
    expect(sink.at('/f30-second')).toEqual([]);
    expect(slack.model.asked('not now').length).toBeGreaterThan(0);
    await typed(`retry ${second}`);
    expect(await slack.runs(second)).toHaveLength(2);
    await typed(`stop ${second}`);
    expect(await slack.task(second)).toMatchObject({ status: 'cancelled' });

    sink.answer('/f30-third', () => undefined);
    model.run('F30 third', [call('http_get', { url: sink.url('/f30-third') }), 'Third is done.']);
    const third = await noted('F30 third');
    await typed(`run ${third}`);
    await slack.until('a held call', () => sink.held() > 0);
    await typed(`pause ${third}`);
    sink.release();
    await slack.settle();
    expect(await slack.task(third)).toMatchObject({ wait: { kind: 'pause' } });
    await typed(`resume ${third}`);
    expect(await slack.task(third)).toMatchObject({ status: 'completed', result: 'Third is done.' });
  });

  it('F30 N17 inbox and help answer the one who typed alone, and the inbox names what waits for them', async () => {
    slack.model.run('F30 ask', [
      call('ask_people', { kind: 'text', question: 'Which colour is the roof?' }),
      'Done.',
    ]);
    const number = await noted('F30 ask');
    await typed(`run ${number}`);
    const inbox = await typed('inbox');
    expect(inbox.isPrivate).toBe(true);
    expect(inbox.text).toContain('Which colour is the roof?');
    const help = await typed('help');
    expect(help.text).toContain('task new');
    await typed(`stop ${number}`);
    expect((await typed('inbox')).text).not.toContain('Which colour is the roof?');
  });

  it('F34 a mistyped command is answered to the one who typed it alone, with the closest one, and makes nothing', async () => {
    const before = await slack.tasks('?limit=100');
    const slip = await typed('shwo T-1');
    expect(slip).toEqual({ text: expect.stringContaining('show') as string, isPrivate: true });
    expect((await typed('show T-9999')).isPrivate).toBe(true);
    expect(await slack.tasks('?limit=100')).toHaveLength(before.length);
  });

  it('F33 F50 a task from a definition that lacks values opens a form that asks for the required ones only, and names a wrong one by its field', async () => {
    await slack.ask('POST', '/definitions', WEEKLY);
    await slack.command('U01', 'new weekly-report pages=3');
    const view = slack.slack.openView('U01')?.view ?? {};
    const blocks = view['blocks'] as { label?: { text: string } }[];
    const labels = blocks.flatMap(({ label }) => label?.text ?? []);
    expect(labels).toEqual(['Week', 'Region']);
    await slack.submit('U01', { Week: 'soon', Region: 'South China' });
    expect(Object.keys(slack.slack.openView('U01')?.errors ?? {})).toEqual(['field:0']);
    expect(await slack.tasks('?text=Weekly')).toEqual([]);
    await slack.submit('U01', { Week: '47', Region: 'South China' });
    const [task] = await slack.tasks('?text=Weekly');
    expect(task).toMatchObject({ parameters: { week: 47, region: 'South China', pages: 3 } });
  });
});

describe('the same grammar without a slash', () => {
  it('F32 in a Slack thread after a mention, in English and in Chinese', async () => {
    const ts = await slack.write('U01', `${BOT} task new Paint the fence`);
    const [task] = await slack.tasks('?text=Paint the fence');
    expect(task).toMatchObject({ status: 'backlog', home: { channel: 'T01:C01' } });
    await slack.write('U02', `${BOT} 任务 运行 ${task?.number}`, { thread: ts });
    expect(await slack.task(task?.number ?? '')).toMatchObject({ status: 'completed' });
    expect(slack.thread(ts).at(-1)?.text).toContain('Done.');
  });

  it.each(WECOM_SURFACES)(
    'F32 F33 F50 in WeCom by %s, where missing values are asked one after the other',
    async (surface) => {
      const wecom = await startInWeCom({ surface });
      onTestFinished(() => wecom.stop());
      await wecom.ask('POST', '/definitions', WEEKLY);
      const last = () => wecom.screen('ana').at(-1) ?? '';
      await wecom.write('ana', 'task new Paint the fence');
      expect(await wecom.task('T-1')).toMatchObject({ title: 'Paint the fence' });
      await wecom.write('ana', '停止T-1');
      expect(await wecom.task('T-1')).toMatchObject({ status: 'cancelled' });

      await wecom.write('ana', 'task new weekly-report');
      expect(last()).toContain('Week?');
      await wecom.write('ana', 'next week');
      expect(last()).toContain('Week?');
      await wecom.write('ana', '47');
      expect(last()).toMatch(/Region\?[\s\S]*1\. North China\s+2\. South China/);
      await wecom.write('ana', '2');
      expect(await wecom.task('T-2')).toMatchObject({
        parameters: { week: 47, region: 'South China', pages: 5 },
      });
      expect(wecom.model.requests).toEqual([]);
    },
  );
});

describe('acknowledged in time', () => {
  it('F31 in Slack a command is acknowledged within 3 s though each call of the store takes 5 s, and the result follows', async () => {
    slack.slowStore(5_000);
    const began = slack.clock.monotonicMs();
    // Nobody winds the clock meanwhile: these are seconds.
    const outcome = await slack.slack.command({ user: 'U01', channel: 'C01' }, 'new Slow and steady');
    expect(outcome.isTaken).toBe(true);
    expect(slack.clock.monotonicMs() - began).toBeLessThan(3_500);
    slack.slowStore(0);
    await slack.clock.wind(60_000);
    await slack.settle();
    expect(await slack.tasks('?text=Slow and steady')).toHaveLength(1);
  });

  it('F31 in WeCom by callback a message is answered within 5 s though the model hangs, and the result follows', async () => {
    const wecom = await startInWeCom({ surface: 'callback' });
    onTestFinished(() => wecom.stop());
    wecom.model.turn('are you there', [{ text: 'Yes, I am.', hang: 'before' }]);
    const asked = wecom.aibot.say('ana', '@Errand are you there?', { group: 'wrHome' });
    await wecom.until('the model', () => wecom.model.openCount() > 0);
    await asked;
    const [exchange] = wecom.aibot.exchanges;
    expect(exchange?.status).toBe(200);
    expect(exchange?.tookMs).toBeLessThan(5_000);
    wecom.model.release();
    await wecom.settle();
    await wecom.until('the answer', () => wecom.screen('ana').some((text) => text.includes('Yes, I am.')));
  });
});
