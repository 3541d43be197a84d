import { describe, expect, it, onTestFinished } from 'vitest';

import { WECOM_SURFACES } from './harness/environment.ts';
import { call, type ScriptedModel } from './harness/model.ts';
import type { Sink } from './harness/sink.ts';
import { BOT, startInSlack } from './harness/slack.ts';
import { startInWeCom } from './harness/wecom.ts';

/** Somebody asks for an invoice to be paid, and paying needs an approval. */
function script({ model, sink }: { model: ScriptedModel; sink: Sink }): void {
  const tasks = [{ title: 'Pay the invoice' }];
  model.turn('the invoice', [
    call('manage_tasks', { action: 'create', tasks, run: true }),
    'T-1 is under way.',
  ]);
  model.run('Pay the invoice', [
    call('http_send', { method: 'POST', url: sink.url('/pay'), body: '{}' }),
    'Paid.',
  ]);
}

describe('the same story on each platform', () => {
  it('F25 F35 F39 F86 in Slack a mention becomes a task, its one card lives through the run, and a pressed approval loses its buttons and names who decided', async () => {
    const product = await startInSlack();
    onTestFinished(() => product.stop());
    script(product);
    const ts = await product.write('U01', `${BOT} please pay the invoice`);
    expect(product.sink.received).toEqual([]);
    await product.click('U01', 'Approve');
    expect(product.sink.at('/pay')).toHaveLength(1);

    const seen = product.thread(ts);
    const runCards = seen.filter(({ text }) => text.includes('Pay the invoice\nT-1 · '));
    expect(runCards).toHaveLength(1);
    expect(runCards[0]?.text).toContain('done');
    const approval = seen.find(({ text }) => text.includes('A-1'));
    expect(approval?.buttons).toEqual([]);
    expect(approval?.text).toContain('Ann approved');
    expect(seen.at(-1)?.text).toContain('Paid.');
  });

  it.each(WECOM_SURFACES)(
    'F25 F32 F41 F86 in WeCom by %s, the same is done by writing to the bot and typing the decision',
    async (surface) => {
      const product = await startInWeCom({ surface });
      onTestFinished(() => product.stop());
      script(product);
      await product.write('ana', 'please pay the invoice');
      expect(product.screen('ana').join('\n')).toContain('approve A-1');
      expect(product.sink.received).toEqual([]);
      await product.write('ana', 'approve A-1');
      expect(product.sink.at('/pay')).toHaveLength(1);
      expect(product.screen('ana').at(-1)).toContain('Paid.');
      expect(await product.task('T-1')).toMatchObject({ status: 'completed', home: { platform: 'wecom' } });
    },
  );
});
