import { expect, it } from 'vitest';

import { call } from '../fakes/scripted-model.ts';
import { tellInSlack } from '../fakes/slack-death.ts';
import { withSpeech } from '../fakes/speech.ts';
import { createSteadyModel } from '../fakes/steady-model.ts';

const FIRST = 'I write it down.';
const LAST = 'T-1 is noted, for noon.';
const create = call('manage_tasks', { action: 'create', tasks: [{ title: 'Book a room' }] });
const story = {
  said: 'book a room',
  model: (rest: () => Promise<void>) =>
    withSpeech(createSteadyModel({ turn: () => [{ ...create, text: FIRST }, LAST] }), rest),
};

it(
  'a turn that is shown in Slack while it goes on ends in one message with the exact reply, wherever it dies',
  {
    timeout: 240_000,
  },
  async () => {
    const calm = await tellInSlack(story, null);
    expect(calm).toMatchObject({ texts: [LAST], growing: 0, tasks: 1 });
    const faults: string[] = [];
    for (let at = 1; at <= calm.writes; at += 1) {
      const end = await tellInSlack(story, at).catch((error: unknown) => String(error));
      const { texts, growing, tasks } =
        typeof end === 'string' ? { texts: [end], growing: 0, tasks: 0 } : end;
      if (texts.join('|') !== LAST || growing + tasks !== 1)
        faults.push(`after write ${at}: ${JSON.stringify({ texts, growing, tasks })}`);
    }
    expect(calm.writes).toBeGreaterThan(10);
    expect(faults).toEqual([]);
  },
);
