import type { Ask } from '../domain/ask.ts';
import { firstLine, shorten } from '../shared/text.ts';

const MAX_TITLE = 150;

/** Its first sentence is the title; what is left goes below it. */
export function splitQuestion(question: string): { title: string; rest: string } {
  const first = firstLine(question);
  const [sentence = first] = /^.{1,149}?(?:[.?!](?=\s|$)|[。？！])/u.exec(first) ?? [];
  const title = sentence.length <= MAX_TITLE ? sentence : shorten(first, MAX_TITLE);
  const isWhole = question.trim().startsWith(title);
  return { title, rest: isWhole ? question.trim().slice(title.length).trim() : question.trim() };
}

/** What an ask is about in a sentence that goes on. */
export const subjectOfAsk = (ask: Ask, taskTitle: string): string =>
  ask.kind === 'review' || ask.kind === 'pause' ? taskTitle : splitQuestion(ask.question).title;
