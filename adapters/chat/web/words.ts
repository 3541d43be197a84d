/** What is said when a form or a click does not fit its card. */
const en = {
  required: 'must be filled in',
  unknown: 'is not a field of this form',
  text: 'must be text of at most 20000 characters',
  number: 'must be a number',
  integer: 'must be a whole number',
  boolean: 'must be true or false',
  date: 'must be a date such as 2026-12-01',
  choice: 'must be one of: {options}',
  choices: 'must be a list of: {options}',
  whichButton: 'several buttons do this: say which by its value',
};

type Words = Readonly<Record<keyof typeof en, string>>;

const zh: Words = {
  required: '必须填写',
  unknown: '不是此表单的字段',
  text: '必须是不超过 20000 个字符的文本',
  number: '必须是数字',
  integer: '必须是整数',
  boolean: '必须是 true 或 false',
  date: '必须是日期，例如 2026-12-01',
  choice: '必须是以下之一：{options}',
  choices: '必须是以下选项的列表：{options}',
  whichButton: '有多个按钮执行此操作：请用 value 指明是哪一个',
};

export type ProblemWord = keyof typeof en;

export function sayProblem(word: ProblemWord, locale: string, options: readonly string[] = []): string {
  const words: Words = locale.startsWith('zh') ? zh : en;
  return words[word].replace('{options}', options.join(locale.startsWith('zh') ? '、' : ', '));
}
