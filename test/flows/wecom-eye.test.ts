import { afterEach, it } from 'vitest';
import { openWeComProduct, WECOM_SURFACES } from '../fakes/platform-app.ts';
import { closeAll } from '../fakes/wecom/index.ts';
import { call } from '../fakes/scripted-model.ts';
afterEach(closeAll);
it.each(
  WECOM_SURFACES.flatMap(
    (s) =>
      [
        [s, false],
        [s, true],
      ] as const,
  ),
)('eye %s %s', async (surface, zh) => {
  const app = await openWeComProduct({
    surface,
    turn: [
      call('manage_tasks', {
        action: 'create',
        tasks: [{ title: zh ? '发布公告' : 'Announce the launch' }],
        run: true,
      }),
      zh ? 'T-1 已开始。' : 'T-1 is under way.',
    ],
    run: [
      call('ask_people', {
        kind: 'choice',
        question: zh ? '哪个区域？' : 'Which region?',
        options: ['eu', 'us'],
      }),
      call('ask_people', { kind: 'text', question: zh ? '标题？' : 'Which headline?' }),
      call('save_deliverable', { name: 'launch.md', content: '# Launch in eu' }),
      call('http_send', { method: 'POST', url: 'https://example.test/hook', body: '{"region":"eu"}' }),
      'Announced in **eu**.',
    ],
  });
  const dump = (t: string) => {
    console.log(`##### ${surface} ${t}`);
    for (const m of app.screen.items)
      console.log(
        `--- ${m.chat} ${m.kind} ${m.kind === 'bubble' ? `sealed=${m.isSealed}` : ''} ${m.at.toISOString()}\n` +
          (m.card ? `${JSON.stringify(m.card).replace(/"task_id":"[^"]*"/, '')}` : m.content) +
          [...(m.views ?? [])].map(([p, c]) => `\n   (${p} sees ${JSON.stringify(c)})`).join(''),
      );
  };
  await app.tell('ana', zh ? '请发布公告' : 'Announce the launch, please');
  dump('asked');
  await app.press('ana', 'eu');
  dump('answered 1');
  await app.tell('ana', zh ? '答复 A-2 Now in EU' : 'answer A-2 Now in EU');
  dump('approval');
  if (surface !== 'app') await app.press('bo', zh ? '批准' : 'Approve');
  dump('outsider');
  await app.press('ana', zh ? '批准' : 'Approve');
  await app.wind(20000);
  dump('done');
  console.log(app.log.lines.filter((l) => l.level !== 'debug' && l.level !== 'info'));
  await app.close();
});
