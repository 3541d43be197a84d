import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { BOT_SCOPES } from '../../adapters/chat/slack/scopes.ts';
import { COMMAND_SCOPES, EVENT_SCOPES, MANIFEST, METHOD_SCOPES } from '../fakes/slack/scopes.ts';

describe('the manifest of the app', () => {
  const folder = new URL('../../adapters/chat/slack/', import.meta.url);
  const source = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n');
  /** Slack's methods have a dot in their name; `filesUploadV2` of its library is two of them. */
  const called = [...source.matchAll(/\bclient\.((?:\w+\.)+\w+|filesUploadV2)\(/g)].map(
    ([, name = '']) => name,
  );
  const methods = [...new Set(called)].flatMap((name) =>
    name === 'filesUploadV2' ? ['files.getUploadURLExternal', 'files.completeUploadExternal'] : [name],
  );
  const { bot_events: events, request_url: url } = MANIFEST.settings.event_subscriptions;

  it('asks for the scopes that the methods and events in use need, and for no other', () => {
    expect(methods.length).toBeGreaterThan(10);
    expect(methods.filter((name) => !METHOD_SCOPES[name])).toEqual([]);
    const needed = [
      ...methods.map((name) => METHOD_SCOPES[name] ?? []),
      ...events.map((name) => EVENT_SCOPES[name] ?? []),
      COMMAND_SCOPES,
    ];
    expect([...new Set(needed.flat())].toSorted()).toEqual([...BOT_SCOPES]);
    expect(MANIFEST.oauth_config.scopes.bot).toEqual([...BOT_SCOPES]);
  });

  it('asks for the events that are listened to, and for no other', () => {
    const table = /const events: [\s\S]*?\n {2}\};/.exec(source)?.[0] ?? '';
    const heard = [...table.matchAll(/^ {4}(?:async )?(\w+)[:(]/gm)].map(([, name = '']) => name);
    const asked = events.map((name) => name.replace(/^message\..*/, 'message'));
    expect([...new Set(asked)].toSorted()).toEqual(heard.toSorted());
  });

  it('names the shortcut, the command and the address that the adapter answers to', () => {
    expect(MANIFEST.features.shortcuts[0]?.callback_id).toBe('task_from_message');
    expect(MANIFEST.features.slash_commands.map(({ command }) => command)).toEqual(['/task']);
    expect(url).toBe('https://HOST/slack/events');
    expect(MANIFEST.display_information.description.length).toBeLessThanOrEqual(140);
  });
});
