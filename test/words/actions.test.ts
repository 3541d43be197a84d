import { describe, expect, it } from 'vitest';
import { drawActions } from '../../adapters/chat/slack/actions.ts';
import { drawCard } from '../../adapters/chat/wecom/cards.ts';
import { clientWords } from '../../adapters/web/hono/pages/client-words.ts';
import type { Card } from '../../src/domain/card.ts';
import { findCommand } from '../../src/conversation/grammar.ts';
import { readDecision } from '../../src/conversation/said/read-decision.ts';
import { LOCALES, wordsFor, type Locale, type Words } from '../../src/words/index.ts';

type Action = keyof Words['actions'];

/** One word for one action; what people typed in CONTRIBUTING.md's glossary is the same. */
const WORD: Readonly<Partial<Record<Action, Readonly<Record<Locale, string>>>>> = {
  approve: { 'en': 'Approve', 'zh-CN': '批准' },
  reject: { 'en': 'Reject', 'zh-CN': '拒绝' },
  answer: { 'en': 'Answer', 'zh-CN': '回答' },
  accept: { 'en': 'Accept', 'zh-CN': '通过' },
  request_changes: { 'en': 'Request changes', 'zh-CN': '要求修改' },
  hand_back: { 'en': 'Hand back', 'zh-CN': '交还' },
  pause: { 'en': 'Pause', 'zh-CN': '暂停' },
  resume: { 'en': 'Resume', 'zh-CN': '继续' },
  cancel: { 'en': 'Stop', 'zh-CN': '停止' },
  retry: { 'en': 'Retry', 'zh-CN': '重试' },
  rerun: { 'en': 'Run again', 'zh-CN': '再次运行' },
  defer: { 'en': 'Defer', 'zh-CN': '推迟' },
  archive: { 'en': 'Archive', 'zh-CN': '归档' },
  restore: { 'en': 'Restore', 'zh-CN': '取消归档' },
};
const ACTIONS = Object.keys(WORD) as Action[];
const wordOf = (action: Action, locale: Locale): string => WORD[action]?.[locale] ?? '';

const CASES = LOCALES.flatMap((locale) => ACTIONS.map((action) => [locale, action] as const));

describe('one word for one action', () => {
  it.each(CASES)('is on the buttons of Slack, of WeCom and of the console, in %s: %s', (locale, action) => {
    const words = wordsFor(locale);
    const word = wordOf(action, locale);
    const button = { action, label: words.actions[action], value: 'v' };
    const card: Card = { kind: 'task', title: 'T-1', tone: 'neutral', lines: [], buttons: [button] };
    const [block] = drawActions(card.buttons, words.slack);
    expect(JSON.stringify(block)).toContain(`"text":"${word}"`);
    expect(JSON.stringify(drawCard(card, 'id', words.wecom))).toContain(word);
    expect(clientWords(locale)[`actions.${action}`]).toBe(word);
  });

  it.each(LOCALES)('is the same for schedules, on cards, in the console and in refusals, in %s', (locale) => {
    const { schedules, consoleTables, actions, error } = wordsFor(locale);
    for (const event of ['pause', 'resume', 'archive', 'restore'] as const) {
      expect([schedules.buttons[event], consoleTables.scheduleEvents[event]]).toEqual([
        actions[event],
        actions[event],
      ]);
      const legal = [event];
      const facts = { schedule: 'S-1', event: 'run', state: 'active', legal } as const;
      expect(error('schedule.illegal_event', facts).detail.toLowerCase()).toContain(
        `${actions[event].toLowerCase()}${locale === 'en' ? '.' : '。'}`,
      );
    }
    const change = { schedule: 'S-1', event: 'resume', state: 'active', legal: ['start'] } as const;
    const { detail } = error('schedule.illegal_event', change);
    expect(detail.toLowerCase()).toContain(schedules.buttons.apply.toLowerCase());
    expect(detail.split(/[:：]/).at(-1)).not.toContain(schedules.buttons.start);
  });

  it.each(LOCALES)('is on the forms of Slack and of the console, in %s', (locale) => {
    const { slack, console, actions } = wordsFor(locale);
    expect([slack.answer, slack.send, console.answer]).toEqual([
      actions.answer,
      actions.send,
      actions.answer,
    ]);
  });

  it.each(LOCALES)('is what the help and the hints of cards say to type, in %s', (locale) => {
    const words = wordsFor(locale);
    const typed = (action: Action): string => wordOf(action, locale).toLowerCase();
    const task = locale === 'en' ? 'task' : '任务';
    for (const action of ['pause', 'resume', 'cancel', 'retry', 'defer', 'archive', 'restore'] as const)
      expect(words.help).toContain(`${task} ${typed(action)} T-1`);
    for (const action of ['approve', 'reject', 'answer'] as const)
      expect(words.help).toContain(`\`${typed(action)} A-1`);
    expect(words.hintApprove('A-1')).toContain(`${typed('approve')} A-1`);
    expect(words.hintApprove('A-1')).toContain(`${typed('reject')} A-1`);
    for (const hint of [words.hintAnswer('A-1'), words.hintOther('A-1'), words.hintForm('A-1', ['x'])])
      expect(hint).toContain(`${typed('answer')} A-1`);
    expect(words.hintRun('T-1')).toContain(`${typed('cancel')} T-1`);
    expect(words.hintRetry('T-1')).toContain(`${typed('retry')} T-1`);
    for (const action of ['approve', 'answer', 'accept', 'resume', 'hand_back', 'retry'] as const)
      expect(words.whyTyped[action]).toMatch(new RegExp(`^${typed(action)} #`));
    for (const action of ['approve', 'reject', 'accept', 'answer'] as const)
      expect(words.samples[action][1]).toMatch(new RegExp(`^${typed(action)} A-1`));
  });

  it.each(CASES)('is understood when it is typed, in %s: %s', (locale, action) => {
    const word = wordOf(action, locale).toLowerCase();
    const isDecision = readDecision(`${word} A-1`)?.kind === 'decision';
    const isCommand = findCommand(`${word} T-1`)?.name !== undefined;
    const isSpoken = action === 'rerun'; // Its own word is for buttons; `run` and `retry` are typed.
    expect(isDecision || isCommand || isSpoken).toBe(true);
  });
});
