import { afterEach, expect, it } from 'vitest';
import { openSlackProduct, type SlackProduct } from '../fakes/platform-app.ts';
import { call } from '../fakes/scripted-model.ts';
import { until } from '../fakes/slack/app.ts';

const ANN = 'U01';
const BO = 'U02';
const CY = 'U04';
const BOT = '<@UBOTT01>';

const CONFIG = `
platforms: {slack: {channels: ['*'], people: ['slack:T01:U01', 'slack:T01:U02', 'slack:T01:U04']}}
groups: {release: ['slack:T01:S01', 'slack:T01:U99']}
tools: {http_send: {approvers: {groups: [release]}}}
`;

let app: SlackProduct;
afterEach(() => app.close());

const hook = call('http_send', { method: 'POST', url: 'https://example.test/hook', body: '{}' });
const begin = [
  call('manage_tasks', { action: 'create', tasks: [{ title: 'Announce' }], run: true }),
  'Begun.',
];
const privately = (person: string): string[] =>
  app.slack.seen('C01', person).flatMap(({ text, onlyFor }) => (onlyFor ? [text] : []));
const asked = (): number => app.slack.calls.filter(({ method }) => method === 'usergroups.users.list').length;

async function open(): Promise<string> {
  app = await openSlackProduct({ config: CONFIG, turn: begin, run: [hook, 'Announced.'] });
  app.slack.setGroup('S01', [BO]);
  return app.say(ANN, `${BOT} announce`);
}

it('an approval is for whoever is in the user group of Slack, and for nobody else', async () => {
  await open();
  await app.press(ANN, 'Approve');
  await app.press(CY, 'Approve');
  expect(app.sent).toEqual([]);
  expect(privately(CY).join()).toContain('release');
  await app.press(BO, 'Approve');
  expect(app.sent).toHaveLength(1);
  expect(asked()).toBe(1);
});

it('who joins or leaves the group may, or may no longer, decide a minute later', async () => {
  await open();
  await app.press(CY, 'Approve');
  app.slack.setGroup('S01', [CY]);
  await app.wind(60_000);
  await app.press(BO, 'Approve');
  expect(app.sent).toEqual([]);
  await app.press(CY, 'Approve');
  expect(app.sent).toHaveLength(1);
});

it('nobody decides as one of a group that Slack does not tell of, and the next press asks again', async () => {
  await open();
  await app.wind(60_000); // what was heard when it was asked is old by then
  app.slack.break('usergroups.users.list', { error: 'missing_scope' }, { status: 500 });
  await app.press(BO, 'Approve');
  await app.press(BO, 'Approve');
  expect(app.sent).toEqual([]);
  expect(app.log.messages('warn').filter((text) => text.includes('who is in the group'))).toHaveLength(2);
  await app.press(BO, 'Approve');
  expect(app.sent).toHaveLength(1);
});

it('a Slack that hangs on the question keeps the decision back, not the thread', async () => {
  const thread = await open();
  await app.wind(60_000);
  app.slack.break('usergroups.users.list', 'hangs');
  const { ts } = app.withButton('Approve');
  await app.slack.click({ user: BO, channel: 'C01' }, ts, 'Approve');
  await until(() => asked() === 2, 'the question');
  await app.wind(5_000);
  await app.settle();
  expect(app.sent).toEqual([]);
  expect(privately(BO)).toHaveLength(1);
  await app.say(BO, 'approve A-1', thread);
  expect(app.sent).toHaveLength(1);
});
