import type { KnownBlock, MessageMetadata } from '@slack/types';

import { AppError } from '../../../src/domain/errors.ts';
import type { Api } from './api.ts';
import { reasonOf } from './errors.ts';
import type { Draft } from './messages.ts';
import { EDITS, type Pace } from './pace.ts';
import { writeMark, type Mark } from './search.ts';
import { stopStream, type Grown } from './streaming.ts';

/** What a message shows from now on; metadata that is left out stays. */
interface Edit {
  channel: string;
  ts: string;
  text: string;
  blocks: KnownBlock[];
  metadata?: MessageMetadata;
}

/** Changes to messages that stand there. */
export function createEdits({ api, pace }: { api: Api; pace: Pace }) {
  async function update(workspace: string, edit: Edit): Promise<void> {
    await pace.run(`${workspace} edit`, EDITS, () =>
      // The same edit made twice shows the same. `parse` counts here: without it Slack would make links and mentions of
      // what looks like them.
      api.call(workspace, 'patient', (client) => client.chat.update({ ...edit, parse: 'none' })),
    );
  }

  /** Makes what has grown the part of a post; a stream that goes on is stopped. Undefined where the message is gone. */
  async function turnInto(
    grown: Grown,
    { text, blocks = [] }: Draft,
    mark: Mark,
  ): Promise<string | undefined> {
    const { workspace, channel, ts } = grown;
    const request = { channel, ts, text, blocks, metadata: writeMark(mark) };
    try {
      await update(workspace, request).catch(async (error: unknown) => {
        if (reasonOf(error) !== 'streaming_state_conflict') throw error;
        await stopStream({ api, pace }, grown);
        await update(workspace, request);
      });
      return ts;
    } catch (error) {
      if (AppError.is(error, 'chat.gone')) return undefined;
      throw error;
    }
  }

  return { update, turnInto };
}
