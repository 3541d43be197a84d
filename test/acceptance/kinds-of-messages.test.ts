import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { BOT, startInSlack } from './harness/slack.ts';
import { GROUP, startInWeCom } from './harness/wecom.ts';

const PLAN = {
  name: 'plan.pdf',
  mimetype: 'application/pdf',
  size: 12,
  url_private: 'https://files.slack.com/plan.pdf',
};

describe('in Slack', () => {
  let slack: Awaited<ReturnType<typeof startInSlack>>;
  beforeAll(async () => {
    slack = await startInSlack();
  });
  afterAll(() => slack.stop());

  /** Sends one message event as it stands; answers what the person is shown then. */
  async function send(
    event: Record<string, unknown>,
    { user = 'U01', channel = 'D01' } = {},
  ): Promise<string[]> {
    const before = slack.slack.seen(channel, user).length;
    const ts = slack.slack.nextTs();
    const kind = channel.startsWith('D') ? 'im' : 'channel';
    slack.slack.sendEvent({ type: 'message', user, channel, channel_type: kind, ts, event_ts: ts, ...event });
    await slack.settle();
    return slack.slack
      .seen(channel, user)
      .slice(before)
      .map(({ text }) => text);
  }
  const asked = (): number => slack.model.requests.length;

  it.each([
    ['a file', { subtype: 'file_share', files: [PLAN] }, /cannot read files/],
    [
      'a picture',
      { subtype: 'file_share', files: [{ ...PLAN, name: 'a.png', mimetype: 'image/png' }] },
      /pictures/,
    ],
    ['a film', { files: [{ ...PLAN, subtype: 'slack_video', mimetype: 'video/mp4' }] }, /videos/],
    [
      'a voice clip',
      { files: [{ ...PLAN, subtype: 'slack_audio', mimetype: 'audio/mp4' }] },
      /voice messages/,
    ],
    ['a file that is hidden from us', { files: [{ id: 'F1', mode: 'hidden_by_limit' }] }, /files/],
    ['files of several kinds', { files: [PLAN, { ...PLAN, mimetype: 'image/png' }] }, /files and pictures/],
    ['a huddle', { subtype: 'huddle_thread', text: '', room: {} }, /calls/],
    ['a call', { subtype: 'sh_room_created', text: '' }, /calls/],
    ['something that there was not yet', { subtype: 'brand_new_kind', text: '' }, /messages of this kind/],
    ['nothing', { text: '' }, /Tell me in plain words/],
    ['blanks', { text: '  \n ' }, /Tell me in plain words/],
    ['no text at all', { text: null }, /Tell me in plain words/],
    ['only the mention', { text: BOT }, /Tell me in plain words/],
  ])(
    'P11 %s with no words is answered with a sentence that helps, without a model',
    async (_what, event, said) => {
      const before = asked();
      const told = await send(event);
      expect(told).toHaveLength(1);
      expect(told[0]).toMatch(said);
      expect(asked()).toBe(before);
    },
  );

  it('P11 the sentence is for the person alone in a channel, and in their language', async () => {
    const sentence = '我还看不了文件。请用文字告诉我您需要什么。';
    slack.slack.say({ user: 'U02', channel: 'C01' }, BOT, { files: [PLAN] });
    await slack.settle();
    expect(slack.slack.seen('C01', 'U02').map(({ text }) => text)).toContain(sentence);
    expect(slack.slack.seen('C01', 'U01').map(({ text }) => text)).not.toContain(sentence);
  });

  it.each(['👍', ':tada:', '…', '?'])('P11 only %s is answered', async (text) => {
    expect(await send({ text })).toHaveLength(1);
  });

  it.each(['channel_join', 'channel_topic', 'pinned_item', 'assistant_app_thread', 'reminder_add'])(
    'P11 what Slack says of itself (%s) is no message of a person',
    async (subtype) => {
      expect(await send({ subtype, text: 'joined' })).toEqual([]);
    },
  );

  it('P11 what a program writes is answered to nobody, so that two programs never talk', async () => {
    const before = asked();
    expect(
      await send({ subtype: 'bot_message', bot_id: 'B77', user: undefined, text: `${BOT} hello` }),
    ).toEqual([]);
    expect(await send({ bot_id: 'B77', text: 'from a workflow' })).toEqual([]);
    expect(asked()).toBe(before);
  });

  it('P11 the agent is told which files are there beside the words', async () => {
    await send({ text: 'what is in this?', files: [PLAN] });
    expect(slack.model.asked('what is in this?').at(-1)).toMatch(/file \\"plan.pdf\\"/);
  });

  it('P10 a forwarded message reaches the agent with who wrote it, also without a comment', async () => {
    const share = {
      is_share: true,
      author_name: 'Bo',
      text: 'The boiler in hall 3 leaks &amp; drips',
      files: [PLAN],
    };
    await send({ text: 'please deal with this', attachments: [share] });
    const heard = slack.model.asked('please deal with this').at(-1) ?? '';
    expect(heard).toContain('> Bo: The boiler in hall 3 leaks & drips');
    expect(heard).toContain('plan.pdf');
    const alone = await send({ text: '', attachments: [{ ...share, text: 'Only forwarded words' }] });
    expect(alone).toEqual(['OK.']);
    expect(slack.model.asked('> Bo: Only forwarded words')).toHaveLength(1);
  });

  it('P10 a command above a forwarded message stays a command', async () => {
    await send({ text: 'task new Fix the boiler', attachments: [{ is_share: true, text: 'It leaks.' }] });
    expect((await slack.tasks()).map(({ title }) => title)).toContain('Fix the boiler');
  });

  it('P10 words that stand in blocks alone are heard', async () => {
    const blocks = [
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: 'order ' },
              { type: 'text', text: 'boxes' },
            ],
          },
        ],
      },
    ];
    expect(await send({ text: '', blocks })).toEqual(['OK.']);
    expect(slack.model.asked('order boxes')).toHaveLength(1);
  });

  it('P17 channels and groups without a label are named by their ids', async () => {
    await send({ text: 'ask <!subteam^S01> and <!subteam^S02|@ops> in <#C77|> and <#C78|dev>' });
    expect(slack.model.asked('ask @S01 and @ops in #C77 and #dev')).toHaveLength(1);
  });

  it('P13 a message with a file that becomes a task keeps who wrote it, its address and its files', async () => {
    const ts = slack.slack.say({ user: 'U02', channel: 'C01' }, '', { files: [PLAN] });
    await slack.slack.shortcut({ user: 'U01', channel: 'C01' }, ts);
    await slack.settle();
    const task = (await slack.tasks()).find(({ title }) => title.includes('plan.pdf'));
    expect(task?.title).toBe('plan.pdf');
    expect(task?.description).toContain('Bo');
    expect(task?.description).toContain('https://files.slack.com/plan.pdf');
  });
});

describe('in WeCom, a smart bot', () => {
  let wecom: Awaited<ReturnType<typeof startInWeCom>>;
  beforeAll(async () => {
    wecom = await startInWeCom({ env: { WECOM_BOT_NAME: 'Task Bot' } });
  });
  afterAll(() => wecom.stop());

  async function send(body: Record<string, unknown>, group?: string): Promise<string[]> {
    const chat = wecom.chatOf('ana', group ?? null);
    const before = wecom.world.screen.texts(chat, 'ana').length;
    const arrived = await wecom.arrivals();
    wecom.socket.say('ana', '', { ...(group ? { group } : {}), more: body });
    await wecom.until('it comes in', async () => (await wecom.arrivals()) > arrived);
    await wecom.settle();
    await wecom.clock.wind(6_000);
    return wecom.world.screen.texts(chat, 'ana').slice(before);
  }

  it.each([
    ['a picture', { msgtype: 'image', image: { url: 'https://x.qpic.cn/a' } }, /pictures/],
    ['a file', { msgtype: 'file', file: { url: 'https://x.myqcloud.com/a' } }, /files/],
    ['a film', { msgtype: 'video', video: { url: 'https://x.myqcloud.com/a' } }, /videos/],
    ['a voice without words', { msgtype: 'voice', voice: {} }, /voice messages/],
    ['a record of a chat', { msgtype: 'chatrecord', chatrecord: {} }, /messages of this kind/],
    ['a card of a person', { msgtype: 'card', card: {} }, /contact cards/],
    ['a sticker', { msgtype: 'emotion', emotion: {} }, /stickers/],
    ['a poll', { msgtype: 'vote', vote: {} }, /polls/],
    ['a meeting', { msgtype: 'meeting', meeting: {} }, /calls/],
    ['a place without a name', { msgtype: 'location', location: {} }, /locations/],
    [
      'a mixture of pictures',
      { msgtype: 'mixed', mixed: { msg_item: [{ msgtype: 'image', image: {} }] } },
      /pictures/,
    ],
    ['something that there was not yet', { msgtype: 'brand_new', brand_new: {} }, /messages of this kind/],
    ['no text', { msgtype: 'text', text: { content: '  ' } }, /Tell me in plain words/],
  ])(
    'P65 %s with no words is answered with a sentence that helps, without a model',
    async (_what, body, said) => {
      const before = wecom.model.requests.length;
      const told = await send(body);
      expect(told.join('\n')).toMatch(said);
      expect(wecom.model.requests).toHaveLength(before);
    },
  );

  it.each([
    [
      { msgtype: 'link', link: { title: 'Docs', description: 'of the boiler', url: 'https://a.example/b' } },
      'Docs',
    ],
    [
      {
        msgtype: 'location',
        location: { name: 'Hall 3', address: 'Long Street 1', latitude: 31.2, longitude: 121.5 },
      },
      'Hall 3',
    ],
    [{ msgtype: 'location', location: { latitude: 31.25, longitude: 121.5 } }, '31.25, 121.5'],
    [
      {
        msgtype: 'chatrecord',
        chatrecord: { item: [{ msgtype: 'text', text: { content: 'It leaks in hall 4' } }] },
      },
      'It leaks in hall 4',
    ],
  ])('P65 what has words reaches the agent: %o', async (body, words) => {
    await send(body);
    expect(wecom.model.asked(words).length).toBeGreaterThan(0);
  });

  it.each([
    ['@Errand跟进季度报告', '跟进季度报告'],
    ['@Task Bot跟进采购', '跟进采购'],
    ['@Task Bot，跟进付款', '跟进付款'],
    ['跟进发货@Errand', '跟进发货'],
    ['@小助手list', 'list'],
  ])('P64 %s is heard without the mention', async (content, heard) => {
    await send({ msgtype: 'text', text: { content } }, GROUP);
    const last = wecom.model.requests.at(-1)?.messages.findLast(({ role }) => role === 'user');
    expect(JSON.stringify(last?.content)).toBe(`"ana: ${heard}"`);
  });

  it.each(['@Errand', '@Task Bot', '@小助手跟进季度报告'])(
    'P64 %s alone asks for what is wanted',
    async (content) => {
      const before = wecom.model.requests.length;
      const alone = wecom.screen('ana', null).length;
      const inGroup = await send({ msgtype: 'text', text: { content } }, GROUP);
      const told = [...inGroup, ...wecom.screen('ana', null).slice(alone)];
      expect(told.join('\n')).toMatch(/Tell me in plain words|请直接说/);
      expect(wecom.model.requests).toHaveLength(before);
    },
  );
});

describe('in WeCom, a self-built app', () => {
  let wecom: Awaited<ReturnType<typeof startInWeCom>>;
  beforeAll(async () => {
    wecom = await startInWeCom({ surface: 'app' });
  });
  afterAll(() => wecom.stop());

  async function send(xml: string): Promise<void> {
    const arrived = await wecom.arrivals();
    await wecom.app.send('ana', xml);
    await wecom.until('it comes in', async () => (await wecom.arrivals()) > arrived);
    await wecom.settle();
  }

  it.each([
    ['<MsgType>image</MsgType><PicUrl>https://p.qpic.cn/5</PicUrl>', /pictures/],
    ['<MsgType>file</MsgType><MediaId>m</MediaId>', /files/],
    ['<MsgType>voice</MsgType><MediaId>m</MediaId>', /voice messages/],
    ['<MsgType>video</MsgType><MediaId>m</MediaId>', /videos/],
    ['<MsgType>location</MsgType><Label></Label>', /locations/],
    ['<MsgType>brand_new</MsgType>', /messages of this kind/],
    ['<MsgType>text</MsgType><Content></Content>', /Tell me in plain words/],
  ])('P65 %s is answered with a sentence that helps', async (xml, said) => {
    const before = wecom.screen('ana').length;
    await send(xml);
    expect(wecom.screen('ana').slice(before).join('\n')).toMatch(said);
  });

  it('P65 a place without a name is told by where it lies', async () => {
    await send(
      '<MsgType>location</MsgType><Location_X>23.1</Location_X><Location_Y>113.3</Location_Y><Label></Label>',
    );
    expect(wecom.model.asked('23.1, 113.3').length).toBeGreaterThan(0);
  });
});
