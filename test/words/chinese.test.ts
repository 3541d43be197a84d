import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { zhCN } from '../../src/words/zh-CN/index.ts';
import { refusals } from './every-refusal.ts';
import { leaves, said } from './leaves.ts';

const ROOT = new URL('../../', import.meta.url);

/** Chinese words that the glossary of CONTRIBUTING.md has another word for. */
const RETIRED_CHINESE: Readonly<Record<string, string>> = {
  '你': '您',
  '答复': '回答',
  '话题': '会话',
  '审核': '验收',
  '交付物': '成果',
  '产出': '成果 or 输出',
  '发起人': '提出人',
  '重复执行': '重做',
  '亲自处理': '人工接管',
  '可选）': '选填）',
};

const sentences: [string, string][] = [
  ...leaves(zhCN).map(([path, leaf]): [string, string] => [path, said(path, leaf)]),
  ...refusals('zh-CN'),
];

/** Marks of ASCII where Chinese has its own: beside a Chinese character. What is typed as code stands in backticks. */
const HALF_WIDTH =
  /\p{Script=Han}\s*[,?!;:()]|[,?!;:()]\s*\p{Script=Han}|\p{Script=Han}\.(?!\w)|\p{Script=Han}…(?!…)/u;
const withoutCode = (text: string): string => text.replaceAll(/`[^`]*`/g, '');

describe('the Chinese words', () => {
  it('use the words of the glossary, and address people with 您', () => {
    const found = sentences.flatMap(([path, text]) =>
      Object.entries(RETIRED_CHINESE)
        .filter(([word]) => text.includes(word))
        .map(([word, instead]) => `${path}: ${word} (write: ${instead}) in: ${text}`),
    );
    expect(found).toEqual([]);
  });

  it('are punctuated as Chinese is', () => {
    expect(sentences.filter(([, text]) => HALF_WIDTH.test(withoutCode(text)))).toEqual([]);
  });

  it('are joined by the words of the language, on every surface that people read', () => {
    const surfaces = [
      'src/conversation',
      'src/cards',
      'src/notifications',
      'src/schedules',
      'src/tasks',
      'adapters/web/hono/pages',
    ];
    /** What the agent reads, and arguments as a program takes them. */
    const forPrograms = /conversation\/(?:digest|enclosures)\.ts|cards\/payload\.ts/;
    const joined = /\}: \$\{|\.join\('[,:] '\)/;
    const found = surfaces
      .flatMap((folder) =>
        readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' }).map(
          (file) => `${folder}/${file}`,
        ),
      )
      .filter((file) => file.endsWith('.ts') && !forPrograms.test(file))
      .flatMap((file) =>
        readFileSync(new URL(file, ROOT), 'utf8')
          .split('\n')
          .filter((line) => joined.test(line) && !line.includes('aria-label'))
          .map((line) => `${file}: ${line.trim()}`),
      );
    expect(found).toEqual([]);
  });

  it.each([
    ['好,的', true],
    ['好: 1', true],
    ['要停止吗?', true],
    ['任务 (1)', true],
    ['完成.', true],
    ['处理中…', true],
    ['好，的：1（2）。处理中……', false],
    ['见 errand.yaml', false],
  ])('%j: has a mark of another script: %s', (text, isFound) => {
    expect(HALF_WIDTH.test(text)).toBe(isFound);
  });

  it('stand in src/words, and nothing else that is shown is Chinese', () => {
    /** What people type, or a provider or a page says, and how it is read. */
    const TYPED =
      /^(?:src\/browser\/classify|src\/conversation\/|src\/definitions\/typed-|src\/forms\/typed-|src\/schedules\/find-schedule|src\/tasks\/(?:find-task|assignee|list-for)|adapters\/model\/langchain\/errors|src\/shared\/|adapters\/model\/offline\/|adapters\/chat\/slack\/modal\.ts|adapters\/chat\/wecom\/text\.ts)/;
    const others = ['src', 'adapters']
      .flatMap((folder) =>
        readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' }).map(
          (file) => `${folder}/${file.replaceAll('\\', '/')}`,
        ),
      )
      .filter((file) => /\.[jt]s$/.test(file) && !file.startsWith('src/words/') && !TYPED.test(file))
      .filter((file) => /\p{Script=Han}/u.test(readFileSync(new URL(file, ROOT), 'utf8')));
    expect(others).toEqual([]);
  });
});
