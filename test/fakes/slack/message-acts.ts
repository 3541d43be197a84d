import type { Clock } from '../../../src/ports/system.ts';
import type { DeliveryService } from './delivery.ts';
import type { FakeMessage, FakeWorkspace, World } from './world.ts';

export interface Where {
  team?: string;
  user: string;
  channel: string;
}

/** What people's doings need of the place they happen in. */
export interface Desk {
  world: World;
  clock: Clock;
  delivery: DeliveryService;
  responsesUrl: string;
  workspaceOf: (team?: string) => FakeWorkspace;
  messagesOf: (channel: string, team?: string) => FakeMessage[];
  sendEvent: (workspace: FakeWorkspace, payload: Record<string, unknown>) => void;
}

/** What people do with messages, each as the app hears of it. */
export function createMessageActs({ world, clock, workspaceOf, messagesOf, sendEvent }: Desk) {
  let isMentionFirst = false;

  function find(channel: string, ts: string, team?: string): FakeMessage {
    const message = messagesOf(channel, team).find((each) => each.ts === ts);
    if (!message) throw new Error(`no message ${ts}`);
    return message;
  }
  const tell = ({ ts, threadTs, user, text, botId }: FakeMessage) => ({
    type: 'message',
    user,
    text,
    ts,
    ...(threadTs ? { thread_ts: threadTs } : {}),
    ...(botId ? { bot_id: botId } : {}),
  });
  function sendChange(team: string | undefined, channel: string, change: object, previous: object): void {
    const at = world.nextTs();
    const workspace = workspaceOf(team);
    const kind = workspace.channels.get(channel)?.kind ?? 'channel';
    const base = { type: 'message', hidden: true, channel, channel_type: kind, ts: at, event_ts: at };
    sendEvent(workspace, { ...base, ...change, previous_message: previous });
  }

  return {
    /** Writes a message. A mention reaches the app twice, in either order, as Slack does it. */
    say(
      { team, user, channel }: Where,
      text: string,
      {
        thread,
        files,
        subtype,
        botId,
      }: { thread?: string; files?: unknown[]; subtype?: string; botId?: string } = {},
    ): string {
      const workspace = workspaceOf(team);
      const ts = world.nextTs();
      messagesOf(channel, team).push({
        ts,
        user,
        text,
        edits: 0,
        isParsed: false,
        ...(thread ? { threadTs: thread } : {}),
        ...(botId ? { botId } : {}),
        ...(files ? { shared: files } : {}),
      });
      const { kind } = workspace.channels.get(channel) ?? { kind: 'channel' };
      const base = {
        user,
        team: workspace.users.get(user)?.teamId ?? workspace.id,
        text,
        ts,
        channel,
        event_ts: ts,
        ...(thread ? { thread_ts: thread } : {}),
        ...(files ? { files } : {}),
        ...(botId ? { bot_id: botId } : {}),
      };
      const more = { channel_type: kind, ...(subtype ? { subtype } : {}) };
      const message = () => sendEvent(workspace, { ...base, type: 'message', ...more });
      const mention = () => sendEvent(workspace, { ...base, type: 'app_mention' });
      const isMention = text.includes(`<@${workspace.botUserId}>`) && kind !== 'im';
      isMentionFirst = !isMentionFirst;
      for (const send of isMention ? (isMentionFirst ? [mention, message] : [message, mention]) : [message])
        send();
      return ts;
    },

    /** Shows a file with a message that is there. */
    attach(channel: string, ts: string, file: { name: string; title: string; content: string }): void {
      find(channel, ts).files = [{ id: world.nextId('F'), ...file }];
    },

    /** Changes a message of one's own; Slack tells the app of each change in an event of its own. */
    edit({ team, channel }: Pick<Where, 'team' | 'channel'>, ts: string, text: string): void {
      const message = find(channel, ts, team);
      const previous = tell(message);
      message.text = text;
      message.edits += 1;
      const edited = { user: message.user, ts: `${Math.floor(clock.now().getTime() / 1000)}.000000` };
      sendChange(
        team,
        channel,
        { subtype: 'message_changed', message: { ...tell(message), edited } },
        previous,
      );
    },

    /** Takes a message back. Where it has replies, a stone stays in its place. */
    remove({ team, channel }: Pick<Where, 'team' | 'channel'>, ts: string): void {
      const all = messagesOf(channel, team);
      const message = find(channel, ts, team);
      const previous = tell(message);
      if (all.some(({ threadTs }) => threadTs === ts)) {
        Object.assign(message, { user: 'USLACKBOT', text: 'This message was deleted.' });
        const stone = { ...tell(message), subtype: 'tombstone', hidden: true };
        sendChange(team, channel, { subtype: 'message_changed', message: stone }, previous);
        return;
      }
      all.splice(all.indexOf(message), 1);
      sendChange(team, channel, { subtype: 'message_deleted', deleted_ts: ts }, previous);
    },

    react({ team, user, channel }: Where, ts: string, reaction: string): void {
      sendEvent(workspaceOf(team), {
        type: 'reaction_added',
        user,
        reaction,
        item: { type: 'message', channel, ts },
      });
    },
  };
}
