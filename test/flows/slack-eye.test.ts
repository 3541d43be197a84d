import { it } from 'vitest';
import { openSlackProduct } from '../fakes/platform-app.ts';
import { call } from '../fakes/scripted-model.ts';
it('eye', async () => {
  for (const zh of [false, true]) {
    const app = await openSlackProduct({
      mode: zh ? 'socket' : 'http',
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
      console.log('=====' + t);
      for (const m of app.slack.seen('C01', 'U01'))
        console.log(
          `--- ${m.by} thread=${m.thread ? 'y' : 'n'} edits=${m.edits} only=${m.onlyFor} pings=${m.pings}\n${m.text}\n[fallback] ${m.fallback.slice(0, 200)}\n${m.buttons.map((b) => `[${b.label}${b.confirm ? '?' : ''}]`).join(' ')}`,
        );
    };
    const U = zh ? 'U02' : 'U01';
    const thread = await app.say(U, zh ? '<@UBOTT01> 请发布公告' : '<@UBOTT01> Announce the launch, please');
    dump('asked');
    await app.press(U, 'eu');
    dump('answered 1');
    await app.press(U, zh ? '发送' : 'Send');
    console.log(JSON.stringify(app.slack.openView(U)?.view));
    await app.submit(U, { [zh ? '答复' : 'Answer']: 'Now in EU' });
    dump('approval');
    await app.press(zh ? 'U01' : 'U02', zh ? '批准' : 'Approve');
    dump('outsider');
    await app.press(U, zh ? '批准' : 'Approve');
    dump('done');
    console.log(app.log.lines.filter((l) => l.level !== 'debug' && l.level !== 'info'));
    await app.close();
  }
});
