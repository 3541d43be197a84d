import { MAX_SHORT, MAX_TITLE } from '../contract/common.ts';
import { nameOfRepository, type Issue, type RepositoryName } from '../domain/github.ts';
import type { Task } from '../domain/task.ts';
import { canonicalJson } from '../shared/canonical-json.ts';
import { cut, shorten } from '../shared/text.ts';
import { sha256 } from '../shared/sha256.ts';

/** Characters of an issue that its task is described with. */
const MAX_BODY = 12_000;
const MAX_TAGS = 20;

type IssueWords = Pick<Task, 'title' | 'description' | 'tags'>;

/** What a task says of an issue. Pictures become links, so that nothing is fetched; comments that a reader does not see are left out. */
export function issueWords(
  repository: RepositoryName,
  { number, title, body, url, labels }: Issue,
): IssueWords {
  const seen = withoutPictures(withoutComments(clean(body))).trim();
  return {
    title: shorten(
      `${nameOfRepository(repository)}#${number} ${clean(title).replace(/\s+/g, ' ').trim()}`,
      MAX_TITLE,
    ),
    description: [cut(seen, MAX_BODY), url].filter(Boolean).join('\n\n'),
    tags: [...new Set(labels.map((label) => shorten(clean(label).trim(), MAX_SHORT)))]
      .filter(Boolean)
      .slice(0, MAX_TAGS),
  };
}

/** Whether a task still says what was imported is told by this. */
export const hashWords = ({ title, description, tags }: IssueWords): string =>
  sha256(canonicalJson({ title, description, tags }));

/** Half characters and what no text holds. */
const clean = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, '');

function withoutComments(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let start = text.indexOf('<!--'); start !== -1; start = text.indexOf('<!--', from)) {
    parts.push(text.slice(from, start));
    const end = text.indexOf('-->', start + 4);
    // What is never closed is a comment to its end.
    from = end === -1 ? text.length : end + 3;
  }
  return [...parts, text.slice(from)].join('');
}

const withoutPictures = (text: string): string =>
  text
    .replaceAll('![', '[')
    .replace(
      /<img\b[^<>]{0,2000}>/gi,
      (tag) => /\bsrc\s{0,9}=\s{0,9}["']?([^\s"'<>]+)/i.exec(tag)?.[1] ?? '',
    );
