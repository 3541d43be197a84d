import { describe, expect, it } from 'vitest';
import { fold } from '../../src/conversation/said/fold.ts';
import { whyNoAnswer } from '../../src/conversation/said/may-answer.ts';
import { readControl, readResume } from '../../src/conversation/said/read-control.ts';
import { readBareDecision, readDecision } from '../../src/conversation/said/read-decision.ts';
import { DECISIONS } from '../../src/domain/ask.ts';
import { LOCALES, wordsFor } from '../../src/words/index.ts';
import { SAID } from './said.table.ts';

/** In the order in which a message is heard. */
function readingOf(text: string): string {
  const along = (words: string): string => (words === '' ? '' : `: ${words}`);
  const said = readDecision(text);
  if (said?.kind === 'decision') return `${said.decisions.join('|')} ${said.ref}${along(said.words)}`;
  if (said?.kind === 'undecided') return `no ${said.refs.join(' ')}`;
  if (said) return `${said.ref}: ${said.words}`;
  const control = readControl(text);
  const resume = control?.refs.length ? undefined : readResume(text);
  if (resume) return `go on${along(resume.words)}`;
  if (control) return `${control.verb}${control.isQuestion ? '?' : ''} ${control.refs.join(' ') || 'it'}`;
  const bare = readBareDecision(text);
  if (bare) return `bare ${bare}`;
  const why = whyNoAnswer(text, ['Ann Lee', '小王']);
  return why ? `not an answer: ${why}` : 'answer';
}

describe('what people say', () => {
  it.each(SAID)('%j is read as %j', (text, reading) => expect(readingOf(text)).toBe(reading));

  it('has a table of both languages, and no sentence in it twice', () => {
    expect(new Set(SAID.map(([text]) => text)).size).toBe(SAID.length);
    expect(SAID.length).toBeGreaterThan(150);
    expect(SAID.filter(([text]) => /\p{Script=Han}/u.test(text)).length).toBeGreaterThan(70);
  });

  it.each(SAID.filter(([, reading]) => reading.startsWith('approve')))(
    'approves no more when a condition, a question or a number is put behind: %s',
    (text) => {
      const behind = [
        ' but not today',
        '?',
        ' and A-7',
        ' if Bo agrees',
        '，但是先等等',
        ' @bo',
        ' tomorrow',
      ];
      for (const more of behind)
        expect([more, readingOf(`${text}${more}`)]).toEqual([more, expect.stringMatching(/^no /)]);
    },
  );

  it.each(LOCALES)('understands every word of decision that a card offers in %s', (locale) => {
    const { actions } = wordsFor(locale);
    for (const decision of DECISIONS) {
      const said = readDecision(`${actions[decision].toLowerCase()} A-1`);
      expect([decision, said?.kind === 'decision' && said.decisions.includes(decision)]).toEqual([
        decision,
        true,
      ]);
    }
  });

  it('reads what strangers send in time that grows with its length', () => {
    const long = [
      'a'.repeat(50_000),
      'A-1 '.repeat(12_000),
      'stop '.repeat(10_000),
      'ok '.repeat(20_000),
      `approve A-1 ${'ok '.repeat(20_000)}`,
      ','.repeat(50_000),
      `${'x '.repeat(20_000)}, y`,
      '继续'.repeat(20_000),
      `go on ${' '.repeat(50_000)}x`,
    ];
    for (const text of long) {
      const from = performance.now();
      readingOf(text);
      expect([text.slice(0, 20), performance.now() - from < 400]).toEqual([text.slice(0, 20), true]);
    }
  });

  it('compares without regard to width, case and skin', () => {
    expect(fold(' ＯＫ ')).toBe('ok');
    expect(fold('Don’t')).toBe("don't");
    expect(fold('👍🏿')).toBe('👍');
  });
});
