import { createFakeSlack } from '../../fakes/slack/index.ts';
import { createWindingClock } from './clock.ts';
import { slackEnvironment } from './environment.ts';
import { START, startProduct, type ProductOptions } from './product.ts';

export const BOT = '<@UBOTT01>';

/**
 * The product in a fake Slack that holds it to Slack's limits. In workspace T01, Ann (U01), Bo (U02, Chinese), Cy (U04) and the guest Gus (U03)
 * are in #C01 and #C02; D01 is Ann's conversation with the bot.
 */
export async function startInSlack({
  mode = 'http',
  ...options
}: ProductOptions & { mode?: 'http' | 'socket' } = {}) {
  const clock = createWindingClock(new Date(options.startAt ?? START));
  const slack = await createFakeSlack(clock);
  slack.addWorkspace('T01');
  slack.addUser('U01', 'Ann');
  slack.addUser('U02', 'Bo', { locale: 'zh-CN' });
  slack.addUser('U03', 'Gus', { isGuest: true });
  slack.addUser('U04', 'Cy');
  for (const channel of ['C01', 'C02']) slack.addChannel(channel, ['U01', 'U02', 'U03', 'U04']);
  slack.addChannel('D01', ['U01']);
  const product = await startProduct(options, { env: slackEnvironment(slack.apiUrl, mode), clock });
  if (mode === 'http') slack.deliverTo(`${product.address()}/slack/events`);
  else await product.until('a socket', () => slack.socketCount() > 0);
  const settle = async (): Promise<void> => {
    await slack.idle();
    await product.settle();
  };
  return {
    ...product,
    slack,
    settle,
    /** Somebody writes in the channel (C01), in a thread when one is given; answers with the message's ts. Then everything settles. */
    async write(
      user: string,
      text: string,
      { channel = 'C01', thread }: { channel?: string; thread?: string } = {},
    ) {
      const ts = slack.say({ user, channel }, text, thread ? { thread } : {});
      await settle();
      return ts;
    },
    /** `/task …`; answers what Slack was answered with. */
    async command(user: string, text: string, channel = 'C01') {
      const outcome = await slack.command({ user, channel }, text);
      await settle();
      return outcome;
    },
    /** Presses the button on the newest message that has it, as the person sees them. */
    async click(user: string, label: string, channel = 'C01') {
      const seen = slack.seen(channel, user);
      const found = seen.findLast(({ buttons }) => buttons.some((one) => one.label === label));
      if (!found) throw new Error(`no button ${label} in:\n${seen.map(({ text }) => text).join('\n--\n')}`);
      const outcome = await slack.click({ user, channel }, found.ts, label);
      await settle();
      return outcome;
    },
    async submit(user: string, inputs: Record<string, unknown>) {
      const outcome = await slack.submit(user, inputs);
      await settle();
      return outcome;
    },
    /** What the person sees of a thread, oldest first. */
    thread: (ts: string, viewer?: string, channel = 'C01') =>
      slack.seen(channel, viewer).filter((one) => one.ts === ts || one.thread === ts),
    async stop() {
      await product.stop();
      await slack.close();
    },
  };
}
