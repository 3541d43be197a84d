import { afterEach, describe, expect, it } from 'vitest';
import { aRunCard, begun, closeAll, HOME, openSocket, said, shown, until } from '../fakes/wecom/index.ts';

afterEach(closeAll);

const CHAT = HOME.channel;

describe('the card of a run', () => {
  it('lives in the bubble of the message that asked for it, and ends there', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    const posted = await deployed.chat.post(HOME, said('running', { card: aRunCard() }), 'run-1');
    for (let step = 1; step <= 40; step++) {
      const steps = Array.from({ length: step }, (_, index) => ({
        title: `step ${index}`,
        status: 'success' as const,
      }));
      await deployed.chat.edit?.(posted, said('running', { card: aRunCard({ steps }) }));
      await deployed.wind(1_000);
    }
    expect(shown(deployed)).toHaveLength(1);
    expect(shown(deployed)[0]).toContain('step 3');
    const done = aRunCard({ context: 'done', tone: 'good', lines: ['Deployed to eu-west.'], buttons: [] });
    await deployed.chat.edit?.(posted, said('done', { card: done }));
    await deployed.wind(30_000);
    expect(shown(deployed)).toHaveLength(1);
    expect(shown(deployed)[0]).toContain('Deployed to eu-west.');
    expect(deployed.world.screen.spinning()).toEqual([]);
    expect(deployed.socket.frames.filter(({ cmd }) => cmd === 'aibot_respond_msg').length).toBeLessThan(20);
  });

  it('that first comes when people are waited for already does not spin', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    const waiting = aRunCard({ context: 'needs an answer', tone: 'attention' });
    await deployed.chat.post(HOME, said('waits', { card: waiting }), 'run-1');
    expect(shown(deployed)).toEqual([expect.stringContaining('needs an answer')]);
    expect(deployed.world.screen.spinning()).toEqual([]);
  });

  it('that got its bubble on a second try goes on and ends in it', async () => {
    const deployed = await openSocket();
    deployed.socket.faults.refuse['aibot_respond_msg'] = [45009];
    await begun(deployed);
    const post = () => deployed.chat.post(HOME, said('running', { card: aRunCard() }), 'run-1');
    await expect(post()).rejects.toMatchObject({ code: 'chat.rate_limited' });
    await deployed.clock.advance(60_000);
    const done = aRunCard({ context: 'done', tone: 'good', lines: ['Deployed.'], buttons: [] });
    await deployed.chat.edit?.(await post(), said('done', { card: done }));
    expect(shown(deployed)).toEqual([expect.stringContaining('Deployed.')]);
    expect(deployed.world.screen.spinning()).toEqual([]);
  });

  it('shows its end once, whatever is edited after it', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    const posted = await deployed.chat.post(HOME, said('running', { card: aRunCard() }), 'run-1');
    const done = aRunCard({ context: 'done', tone: 'good', buttons: [] });
    await deployed.chat.edit?.(posted, said('done', { card: done }));
    await deployed.chat.edit?.(posted, said('done', { card: { ...done, lines: ['accepted by bo'] } }));
    expect(shown(deployed)).toHaveLength(1);
  });

  it('goes on in a new bubble before the first one dies, and is quiet after the third', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    const posted = await deployed.chat.post(HOME, said('running', { card: aRunCard() }), 'run-1');
    for (let minute = 1; minute <= 60; minute++) {
      await deployed.chat.edit?.(
        posted,
        said('running', { card: aRunCard({ lines: [`minute ${minute}`] }) }),
      );
      await deployed.wind(60_000);
    }
    const bubbles = deployed.world.screen.in(CHAT);
    expect(bubbles).toHaveLength(3);
    expect(bubbles[0]?.content).toMatch(/Continued below/);
    expect(bubbles[2]?.content).toMatch(/will tell you here/);
    expect(bubbles.every(({ isSealed }) => isSealed)).toBe(true);

    const done = aRunCard({ context: 'done', tone: 'good', lines: ['Deployed.'], buttons: [] });
    await deployed.chat.edit?.(posted, said('done', { card: done }));
    expect(shown(deployed).filter((text) => text.includes('Deployed.'))).toHaveLength(1);
  });

  it('does not spin while people are waited for, is silent after that, and reports its end', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    const posted = await deployed.chat.post(HOME, said('running', { card: aRunCard() }), 'run-1');
    await deployed.chat.edit?.(
      posted,
      said('waits', { card: aRunCard({ context: 'needs approval', tone: 'attention' }) }),
    );
    expect(deployed.world.screen.spinning()).toEqual([]);
    expect(shown(deployed)[0]).toContain('needs approval');
    await deployed.chat.edit?.(posted, said('running', { card: aRunCard() }));
    expect(shown(deployed)).toHaveLength(1);
    await deployed.chat.edit?.(
      posted,
      said('failed', { card: aRunCard({ context: 'failed', tone: 'bad', buttons: [] }) }),
    );
    expect(shown(deployed)).toHaveLength(2);
    expect(shown(deployed)[1]).toContain('failed');
  });

  it('of a schedule is announced and ended, with nothing in between', async () => {
    const deployed = await openSocket();
    deployed.world.chats.add(CHAT);
    const posted = await deployed.chat.post(HOME, said('running', { card: aRunCard() }), 'run-1');
    for (let step = 0; step < 20; step++) {
      await deployed.chat.edit?.(posted, said('running', { card: aRunCard({ lines: [`step ${step}`] }) }));
    }
    const cancelled = aRunCard({ context: 'cancelled', tone: 'neutral', buttons: [] });
    await deployed.chat.edit?.(posted, said('over', { card: cancelled }));
    expect(shown(deployed)).toHaveLength(2);
    expect(deployed.world.screen.in(CHAT)[0]).toMatchObject({ kind: 'markdown' });
    expect(shown(deployed)[1]).toContain('cancelled');
  });

  it('reports its end after a restart, and the bubble of before no longer spins', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    const posted = await deployed.chat.post(HOME, said('running', { card: aRunCard() }), 'run-1');
    await deployed.close();
    const next = await deployed.another();
    await until(() => next.chat.health?.().detail === 'up');
    await until(() => deployed.world.screen.spinning().length === 0);
    await next.chat.edit?.(posted, said('running', { card: aRunCard() }));
    await next.chat.edit?.(
      posted,
      said('done', { card: aRunCard({ context: 'done', tone: 'good', buttons: [] }) }),
    );
    expect(shown(deployed)).toHaveLength(2);
    expect(shown(deployed)[0]).toMatch(/interrupted/);
    expect(shown(deployed)[1]).toContain('done');
  });

  it('shares the conversation’s quota with others: five stay below it, and all their ends are shown at once', async () => {
    const deployed = await openSocket();
    const { world } = deployed;
    const posted = [];
    for (let run = 0; run < 5; run++) {
      await begun(deployed, `@Errand run ${run}`);
      posted.push(
        await deployed.chat.post(
          HOME,
          said('x', { card: aRunCard({ runId: `run-${run}`, title: `T-${run}` }) }),
          `run-${run}`,
        ),
      );
      await deployed.wind(10_000);
    }
    for (let second = 0; second < 120; second++) {
      for (const [run, ref] of posted.entries()) {
        await deployed.chat.edit?.(
          ref,
          said('x', {
            card: aRunCard({ runId: `run-${run}`, title: `T-${run}`, lines: [`second ${second}`] }),
          }),
        );
      }
      await deployed.wind(1_000);
    }
    for (const [run, ref] of posted.entries()) {
      const card = aRunCard({ runId: `run-${run}`, title: `T-${run}`, tone: 'good', context: 'done' });
      await deployed.chat.edit?.(ref, said('x', { card }));
    }
    expect(world.meter.peak(CHAT)).toBeLessThanOrEqual(30);
    expect(shown(deployed).filter((text) => text.includes('done'))).toHaveLength(5);
    expect(world.screen.spinning()).toEqual([]);
  });
});
