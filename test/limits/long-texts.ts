import { createOfflineModel } from '../../adapters/model/offline/index.ts';
import { contentIn } from '../../adapters/model/offline/results.ts';
import { toRichText } from '../../adapters/chat/slack/rich-text.ts';
import { mentionedIds, readText } from '../../adapters/chat/slack/text-in.ts';
import { honestLinks, splitMarkdown, stripMention } from '../../adapters/chat/wecom/text.ts';
import { parseXml } from '../../adapters/chat/wecom/xml.ts';
import { readJson } from '../../src/shared/read-json.ts';
import { findCommand, nearestCommand, readCommand } from '../../src/conversation/grammar.ts';
import { readControl, readResume } from '../../src/conversation/said/read-control.ts';
import { readBareDecision, readDecision } from '../../src/conversation/said/read-decision.ts';
import { whyNoAnswer } from '../../src/conversation/said/may-answer.ts';
import { readTypedParameters } from '../../src/definitions/typed-parameters.ts';
import type { Field } from '../../src/domain/ask.ts';
import { foldTitle } from '../../src/domain/task.ts';
import { readTypedForm } from '../../src/forms/typed-form.ts';
import { similarity, wordsOf } from '../../src/tasks/find-task.ts';
import { toPageText } from '../../src/tools/page-text.ts';

/** What reads the texts of others, and how long a text it may be given, in characters. */
export interface Reader {
  name: string;
  limit: number;
  /** Before what is repeated, so that it is taken for what the reader reads. */
  heads: readonly string[];
  /** Repeated beside those that every reader is given. */
  units: readonly string[];
  read: (text: string) => unknown;
}

/** Slack's messages have 40,000 characters at most; those of the web chat and of REST 20,000. */
const SLACK = 40_000;
const TEXT = 20_000;
const PAGE = 200_000;
const BODY = 256 * 1024;
/** WeCom's XML is not read past 32 KB. */
const XML = 32 * 1024;

const model = createOfflineModel();
const HINTS = {
  locale: 'en',
  timeZone: 'Europe/Berlin',
  now: new Date('2026-11-18T09:00:00Z'),
  isFirst: false,
};
const talk = (task: 'turn' | 'run') => (text: string) =>
  model.complete({
    model: null,
    system: '',
    messages: [{ role: 'user', text }],
    tools: [{ name: 'manage_tasks', description: '', parameters: {} }],
    hints: { ...HINTS, task },
    signal: new AbortController().signal,
  });

const quiet = (read: (text: string) => unknown) => (text: string) => {
  try {
    return read(text);
  } catch (refused) {
    return refused;
  }
};

const field: Field = { name: 'day', label: 'Day', kind: 'text', isRequired: false };
const titles = Array.from({ length: 500 }, (_, at) => wordsOf(`Write the quarterly report number ${at}`));

export const READERS: readonly Reader[] = [
  {
    name: 'the offline model, in talk',
    limit: SLACK,
    heads: ['', 'track ', 'do ', '完成 T-1 ', '新建任务', 'if ', 'remind me ', '- '],
    units: [
      'two ',
      'for ',
      '延后到',
      '：内容是',
      '需要',
      ' thanks,',
      '刚刚',
      '名下，T-1 ',
      'and ',
      'T-1 and ',
      '下周',
      '1. a\n',
    ],
    read: talk('turn'),
  },
  {
    name: 'the offline model, at work',
    limit: TEXT,
    heads: ['Title\n', 'Title\nif ', 'Title\nask '],
    units: ['then ', '先', '如果', 'if a, ', 'save as ', 'and ', '。', 'feedback: ', '1. a\n', '规划: 。'],
    read: talk('run'),
  },
  {
    name: 'a page in an answer',
    limit: PAGE,
    heads: ['<<<content of x>>>\n'],
    units: ['<<<content of x', '>>>\n', '\n<<<end of content>>>'],
    read: (text) => contentIn({ isError: false, tasks: [], candidates: [], fields: {}, text }),
  },
  {
    name: 'an HTML page',
    limit: PAGE,
    heads: ['<html>', '<html><script>', '<html><br '],
    units: ['<', '<script>', '<br ', '</p', '<>', '\r', ' \n', '&amp', '<style></style', '</script', '<!--'],
    read: toPageText,
  },
  {
    name: 'a JSON body',
    limit: BODY,
    heads: ['', '{"title":"', '{"title":[', '"'],
    units: [String.raw`\"`, '\\', '[', '{"a":', '"', ',', '0', '1e', String.raw`\u`],
    read: quiet((text) => readJson(text, { tooDeep: () => '', broken: () => '' })),
  },
  {
    name: 'a message of Slack',
    limit: SLACK,
    heads: ['<@U01>', '', '<@U01|'],
    units: ['<@U01', '<@U01|', '<', '<a|', '&lt', '<@U01> '],
    read: (text) => [readText(text, 'U01', new Map()), mentionedIds(text)],
  },
  {
    name: 'Markdown for Slack',
    limit: TEXT,
    heads: ['', '# ', '- ', '> '],
    units: ['*', '**', '`', '[', '[](', '[a](', '_', '~~', '#', '> a\nb\n', '| a ', '- a\n', 'http://'],
    read: toRichText,
  },
  {
    name: 'Markdown for WeCom',
    limit: TEXT,
    heads: ['', '| a |\n|-|\n', '```\n'],
    units: ['[', '[](', '[a](', '<think', '`', '| a ', '@', '。'],
    read: (text) => [honestLinks(text), splitMarkdown(text, 2048), stripMention(text)],
  },
  {
    name: 'XML before its signature',
    limit: XML,
    heads: ['', '<xml>', '<xml><a>'],
    units: ['<![CDATA[', '<![CDATA[]]>', '<a>', '<a b="', '&amp;', '<!', '</a>', '<a/>', '<!--'],
    read: quiet(parseXml),
  },
  {
    name: 'a typed command or decision',
    limit: SLACK,
    heads: ['', 'task', '/task', 'approve', 'approve A-1', 'A-1', '停止', 'resume'],
    units: ['/', 'A-1 ', 'a', '?', '，', '好的', 'ok ', 'and '],
    read: (text) => [
      readCommand(text),
      findCommand(text),
      nearestCommand(text),
      readDecision(text),
      readBareDecision(text),
      readControl(text),
      readResume(text),
      whyNoAnswer(text, ['Ann']),
    ],
  },
  {
    name: 'typed values',
    limit: SLACK,
    heads: ['', 'day=', 'day: ', 'day="'],
    units: ['=', '"', '“', 'a=', ' b', ':', ';', 'day:', '、'],
    read: (text) => [readTypedParameters({ parameters: [field] }, text), readTypedForm([field], text)],
  },
  {
    name: 'words of a title among 500',
    limit: SLACK,
    heads: ['', 'report '],
    units: ['report ', '季度', 'a1 '],
    read: (text) => {
      const said = wordsOf(text);
      return [foldTitle(text), ...titles.map((title) => similarity(said, title))];
    },
  },
];

/** What every reader is given: what expressions like to share out among themselves. */
const UNITS = [
  ' ',
  '\n',
  '\t',
  '\r',
  ' \n',
  ' ,',
  '1',
  '1 ',
  'a',
  'a ',
  '.',
  ',',
  '、',
  '，',
  '-',
  '"',
  '(',
  '任务',
  'ﷺ',
  '\u2028',
  '😀',
];
const TAILS = ['', 'x', '!', '\n'];

/** Each text of a reader, at its limit. */
export function* textsFor({ limit, heads, units }: Reader): Iterable<{ text: string; about: string }> {
  for (const [at, unit] of [...units, ...UNITS].entries())
    for (const head of heads) {
      const tail = TAILS[at % TAILS.length] ?? '';
      const room = limit - head.length - tail.length;
      const text = head + unit.repeat(Math.floor(room / unit.length)) + tail;
      yield { text, about: `${JSON.stringify(head)} + ${JSON.stringify(unit)}… + ${JSON.stringify(tail)}` };
    }
}
