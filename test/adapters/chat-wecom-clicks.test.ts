import { afterEach, describe, expect, it } from 'vitest';
import { aCard, begun, closeAll, HOME, openSocket, said, shown, until } from '../fakes/wecom/index.ts';
import type { SocketDeployment } from '../fakes/wecom/index.ts';

afterEach(closeAll);

const CHAT = HOME.channel;

describe('cards with buttons', () => {
  async function asked(deployed: SocketDeployment, card = aCard()): Promise<string> {
    await begun(deployed);
    await deployed.chat.post(HOME, said('On it.'), 'k0');
    const posted = await deployed.chat.post(HOME, said('x', { card }), 'k1');
    return posted.messageId;
  }
  const lastUpdate = (deployed: SocketDeployment): unknown =>
    deployed.socket.frames.findLast(({ cmd }) => cmd === 'aibot_respond_update_msg');

  it('hand in what was pressed, by whom and where, and close when the core shows the decision in time', async () => {
    const deployed = await openSocket();
    const taskId = await asked(deployed);
    deployed.socket.click('bo', taskId, 'Approve');
    await until(() => deployed.received.length === 2);
    expect(deployed.received[1]).toMatchObject({
      kind: 'action',
      action: 'approve',
      value: 'ask~ask-1~1',
      messageId: taskId,
      sender: { id: 'wecom:bo' },
      place: HOME,
    });
    const posted = { ...HOME, messageId: taskId };
    await deployed.chat.edit?.(
      posted,
      said('x', { card: aCard({ context: 'approved by bo', buttons: [], tone: 'good' }) }),
    );
    expect(deployed.world.screen.card(taskId)?.card).toMatchObject({ card_type: 'text_notice' });
    expect(shown(deployed).at(-1)).toContain('approved by bo');
  });

  it('say to the one who pressed that it is looked at when nothing is decided in time; the others keep their buttons', async () => {
    const deployed = await openSocket();
    const taskId = await asked(deployed);
    deployed.socket.click('stranger', taskId, 'Approve');
    await until(() => deployed.received.length === 2);
    await deployed.wind(4_000);
    await until(() => lastUpdate(deployed) !== undefined);
    await deployed.clock.settle();
    expect(shown(deployed, 'stranger').at(-1)).toMatch(/Checking/);
    expect(shown(deployed, 'ana').at(-1)).toContain('[Approve]');
    const posted = { ...HOME, messageId: taskId };
    await expect(
      deployed.chat.edit?.(posted, said('x', { card: aCard({ buttons: [] }) })),
    ).rejects.toMatchObject({ code: 'chat.gone' });
  });

  it('cannot be edited while nobody has pressed them', async () => {
    const deployed = await openSocket();
    const taskId = await asked(deployed);
    const edit = deployed.chat.edit?.(
      { ...HOME, messageId: taskId },
      said('x', { card: aCard({ buttons: [] }) }),
    );
    await expect(edit).rejects.toMatchObject({ code: 'chat.gone' });
  });

  it('give each of two presses its own key, and show the decision on both', async () => {
    const deployed = await openSocket();
    const taskId = await asked(deployed);
    deployed.socket.click('bo', taskId, 'Approve');
    deployed.socket.click('bo', taskId, 'Approve');
    await until(() => deployed.received.length === 3);
    expect(new Set(deployed.received.map(({ key }) => key)).size).toBe(3);
    await deployed.chat.edit?.(
      { ...HOME, messageId: taskId },
      said('x', { card: aCard({ buttons: [], context: 'approved' }) }),
    );
    const updates = deployed.socket.frames.filter(({ cmd }) => cmd === 'aibot_respond_update_msg');
    expect(updates).toHaveLength(2);
    expect(shown(deployed).at(-1)).toContain('approved');
  });

  it('still work after a restart', async () => {
    const deployed = await openSocket();
    const taskId = await asked(deployed);
    await deployed.close();
    const next = await deployed.another();
    await until(() => next.chat.health?.().detail === 'up');
    deployed.socket.click('bo', taskId, 'Reject');
    await until(() => next.received.length === 1);
    expect(next.received[0]).toMatchObject({ action: 'reject', messageId: taskId });
  });

  it('posted anew about the same thing close the old card too when that is pressed', async () => {
    const deployed = await openSocket();
    const oldId = await asked(deployed);
    const anew = await deployed.chat.post(
      HOME,
      said('x', { card: aCard({ context: 'approved', buttons: [] }) }),
      'k1',
    );
    deployed.socket.click('cy', oldId, 'Approve');
    await until(() => deployed.received.length === 2);
    await deployed.chat.edit?.(anew, said('x', { card: aCard({ context: 'approved', buttons: [] }) }));
    expect(deployed.world.screen.card(oldId)?.card).toMatchObject({ card_type: 'text_notice' });
  });

  it('that were decided without a press are closed when somebody presses them later', async () => {
    const deployed = await openSocket();
    const oldId = await asked(deployed);
    await deployed.wind(1_000);
    await deployed.chat.post(
      HOME,
      said('x', { card: aCard({ context: 'approved by ana', buttons: [] }) }),
      'k1#2',
    );
    deployed.socket.click('cy', oldId, 'Approve');
    await until(() => deployed.received.length === 2);
    await deployed.wind(4_000);
    await until(() => deployed.world.screen.card(oldId)?.card?.['card_type'] === 'text_notice');
    expect(deployed.world.screen.texts(CHAT).join('\n')).not.toContain('[Approve]');
  });

  it('that are not known are said to be too old; those of another conversation are not taken', async () => {
    const deployed = await openSocket();
    const taskId = await asked(deployed);
    deployed.world.screen.add({
      chat: CHAT,
      kind: 'card',
      content: '',
      taskId: 't_old',
      card: { task_id: 't_old' },
      views: new Map(),
    });
    deployed.socket.click('ana', 't_old', 'press|approve|x');
    await until(() => shown(deployed, 'ana').some((text) => text.includes('too old')));
    deployed.socket.click('eve', taskId, 'Approve', {}, 'single:eve');
    await until(() => shown(deployed, 'eve').some((text) => text.includes('does not belong')));
    deployed.socket.click('eve', taskId, 'press|cancel|run~run-1~1');
    await until(
      () => deployed.socket.frames.filter(({ cmd }) => cmd === 'aibot_respond_update_msg').length === 3,
    );
    expect(deployed.received).toHaveLength(1);
  });

  it('ask again before what cannot be undone, and only count the second press', async () => {
    const deployed = await openSocket();
    const stop = { action: 'cancel', label: 'Stop', value: 'run~run-1~1', confirm: 'The run ends here.' };
    const taskId = await asked(deployed, aCard({ buttons: [stop] }));
    deployed.socket.click('ana', taskId, 'Stop');
    await until(() => shown(deployed, 'ana').at(-1)?.includes('Are you sure?'));
    expect(shown(deployed, 'bo').at(-1)).not.toContain('Are you sure?');
    expect(deployed.received).toHaveLength(1);
    deployed.socket.click('ana', taskId, 'Back');
    await until(() => !shown(deployed, 'ana').at(-1)?.includes('Are you sure?'));
    deployed.socket.click('ana', taskId, 'Stop');
    await until(() => shown(deployed, 'ana').at(-1)?.includes('Are you sure?'));
    deployed.socket.click('ana', taskId, 'Stop');
    await until(() => deployed.received.length === 2);
    expect(deployed.received[1]).toMatchObject({ action: 'cancel' });
  });

  it('hand in the choices of a form', async () => {
    const deployed = await openSocket();
    const fields = [
      {
        name: 'regions',
        label: 'Regions',
        kind: 'choices' as const,
        isRequired: true,
        options: ['eu', 'us', 'ap'],
      },
    ];
    const answer = { action: 'answer', label: 'Send', value: 'ask~ask-1~1' };
    const taskId = await asked(deployed, aCard({ buttons: [answer], fields }));
    expect(deployed.world.screen.card(taskId)?.card).toMatchObject({ card_type: 'vote_interaction' });
    deployed.socket.click('ana', taskId, 'Send', { f0: ['eu', 'ap'] });
    await until(() => deployed.received.length === 2);
    expect(deployed.received[1]).toMatchObject({ action: 'answer', values: { regions: ['eu', 'ap'] } });
  });

  it('turn more than six answers into a vote, each with its own value', async () => {
    const deployed = await openSocket();
    const buttons = Array.from({ length: 9 }, (_, index) => ({
      action: 'answer',
      label: `option ${index}`,
      value: `ask~ask-1~1~${index}`,
    }));
    const taskId = await asked(deployed, aCard({ buttons }));
    deployed.socket.click('ana', taskId, '✓', { pick: ['option 7'] });
    await until(() => deployed.received.length === 2);
    expect(deployed.received[1]).toMatchObject({ action: 'answer', value: 'ask~ask-1~1~7' });
  });

  it('are said in full before a card that is too small for them, with how to answer by typing', async () => {
    const deployed = await openSocket();
    await asked(
      deployed,
      aCard({ lines: Array.from({ length: 30 }, (_, line) => `argument ${line}: ${'x'.repeat(40)}`) }),
    );
    const [, context, card] = shown(deployed);
    expect(context).toContain('argument 29');
    expect(context).toContain('or type: approve A-1');
    expect(card).toContain('[Approve]');
  });

  it('are shown once when the acknowledgement of the card is lost', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    await deployed.chat.post(HOME, said('On it.'), 'k0');
    deployed.socket.faults.dropAcks = 1;
    const posted = deployed.chat.post(HOME, said('x', { card: aCard() }), 'k1');
    await until(() => deployed.world.screen.in(CHAT).length === 2);
    await deployed.wind(6_000);
    await posted;
    expect(deployed.world.screen.in(CHAT).filter(({ kind }) => kind === 'card')).toHaveLength(1);
  });

  it('still hand in a press while the database does not say what the card was', async () => {
    const deployed = await openSocket();
    const taskId = await asked(deployed);
    let release = (): void => undefined;
    deployed.hangStore(new Promise((resolve) => (release = resolve)));
    deployed.socket.click('bo', taskId, 'Approve');
    await deployed.wind(2_000);
    await until(() => deployed.received.length === 2);
    expect(deployed.received[1]).toMatchObject({ action: 'approve', messageId: taskId });
    await deployed.wind(4_500);
    await until(() => shown(deployed, 'bo').at(-1)?.includes('Checking'));
    release();
  });

  it('say that a press could not be stored', async () => {
    const deployed = await openSocket();
    const taskId = await asked(deployed);
    deployed.onReceive(() => Promise.reject(new Error('the database is away')));
    deployed.socket.click('bo', taskId, 'Approve');
    await until(() => shown(deployed, 'bo').at(-1)?.includes('could not save'));
    expect(shown(deployed, 'ana').at(-1)).toContain('[Approve]');
  });

  it('speak Chinese to those who do', async () => {
    const deployed = await openSocket();
    await begun(deployed, '@助手 部署网站');
    await deployed.chat.setActivity?.(HOME, 'idle');
    await deployed.wind(6_000);
    expect(shown(deployed)).toEqual(['已收到。']);
  });
});
