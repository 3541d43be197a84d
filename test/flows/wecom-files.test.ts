import { afterEach, expect, it } from 'vitest';
import { openWeComProduct, WECOM_SURFACES, type WeComProduct } from '../fakes/platform-app.ts';
import { call } from '../fakes/scripted-model.ts';
import { closeAll } from '../fakes/wecom/index.ts';
import { sweepDirty } from '../../src/runs/recover.ts';

let app: WeComProduct;
afterEach(async () => {
  await app.close();
  await closeAll();
});

it.each(WECOM_SURFACES)(
  'what a run has made comes as a file, once, beside the link on its card: %s',
  async (surface) => {
    const save = (name: string, content: string) => call('save_deliverable', { name, content });
    app = await openWeComProduct({
      surface,
      turn: [
        call('manage_tasks', { action: 'create', tasks: [{ title: 'Write' }], run: true }),
        'T-1 is under way.',
      ],
      run: [
        save('报告.md', '# one'),
        save('报告.md', '# 第二版'),
        save('data.csv', 'a,b\n1,2\n'),
        'Written.',
      ],
    });
    await app.tell('ana', 'write it');
    await app.wind(30_000);
    await sweepDirty(app.core.app);
    await app.settle();
    const files = app.world.screen.in(app.chat).filter(({ kind }) => kind === 'file');
    expect(files.map(({ content }) => content).toSorted()).toEqual(
      surface === 'callback' ? [] : ['data.csv', '报告.md'],
    );
    expect([...app.world.media.values()].map(({ data }) => data.toString()).toSorted()).toEqual(
      surface === 'callback' ? [] : ['# 第二版', 'a,b\n1,2\n'],
    );
    expect(app.seen().join('\n')).toContain('[data.csv](https://errand.test/');
    const left = await app.store.collection('outbox').find({ state: { $ne: 'sent' } }, { limit: 10 });
    expect(left).toEqual([]);
  },
);
