import { readdirSync, readFileSync } from 'node:fs';

const ROOT = new URL('../../', import.meta.url);

/** A page that people read, relative to the repository. */
export interface Page {
  file: string;
  text: string;
}

/** One fenced block of a page. */
export interface Sample {
  file: string;
  /** Of the opening fence. */
  line: number;
  /** The first word after the fence, such as `chat`. */
  kind: string;
  /** What follows it, such as `slack` or `syntax: needs Docker`. */
  info: string;
  body: string;
}

const read = (file: string): Page => ({ file, text: readFileSync(new URL(file, ROOT), 'utf8') });

/** README, CONTRIBUTING, CHANGELOG and everything under `docs`. */
export function readPages(): Page[] {
  const docs = readdirSync(new URL('docs', ROOT), { recursive: true, encoding: 'utf8' })
    .map((file) => `docs/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.md'))
    .toSorted();
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...docs].map(read);
}

/**
 * The fenced blocks of a page, in order.
 * @throws Error for a fence that is not closed, since its sample would run to the end of the page.
 */
export function samplesOf({ file, text }: Page): Sample[] {
  const samples: Sample[] = [];
  let open: (Sample & { indent: string; lines: string[] }) | undefined;
  for (const [at, line] of text.split('\n').entries()) {
    const [, indent = '', info = ''] = /^( *)```(.*)$/.exec(line) ?? [];
    if (open) {
      if (line.trim() !== '```') {
        open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
        continue;
      }
      const { file: of, line: from, kind, info: said, lines } = open;
      samples.push({ file: of, line: from, kind, info: said, body: lines.join('\n') });
      open = undefined;
    } else if (line.trimStart().startsWith('```')) {
      const [kind = '', ...more] = info.trim().split(' ');
      open = { file, line: at + 1, kind, info: more.join(' '), body: '', indent, lines: [] };
    }
  }
  if (open) throw new Error(`${file}:${open.line}: the fence is not closed`);
  return samples;
}

/** Something that a person does in a chat sample, and what everybody can then read. */
export interface Act {
  person: string;
  /** `say` starts a thread, `reply` goes on in the one before it, `press` clicks a button. */
  kind: 'say' | 'reply' | 'press';
  /** The message, or the label of the button. */
  text: string;
  expected: string[];
}

const ACT = /^(>>?) (\S+?)( presses)?: (.+)$/;

/**
 * `> ana: a message`, `>> bo: a reply in the thread`, `> ana presses: Approve`, and below each, after `< `, lines of what
 * the bot then shows; `…` stands for whatever differs from one time to the next.
 * @throws Error for a line of any other form, or an act without an answer.
 */
export function actsOf({ file, line, body }: Sample): Act[] {
  const acts: Act[] = [];
  for (const [at, text] of body.split('\n').entries()) {
    const where = `${file}:${line + 1 + at}`;
    const [, mark, person = '', presses, said = ''] = ACT.exec(text) ?? [];
    const last = acts.at(-1);
    if (mark) {
      const kind = presses ? 'press' : mark === '>' ? 'say' : 'reply';
      if (kind === 'reply' && !last) throw new Error(`${where}: there is no thread yet to reply in`);
      acts.push({ person, kind, text: said, expected: [] });
    } else if (text.startsWith('< ') && last) {
      last.expected.push(text.slice(2));
    } else if (text.trim() !== '') {
      throw new Error(`${where}: write "> person: text" or "< answer", not ${JSON.stringify(text)}`);
    }
  }
  const silent = acts.find(({ expected }) => expected.length === 0);
  if (silent) throw new Error(`${file}:${line}: say what the answer to ${JSON.stringify(silent.text)} is`);
  if (acts.length === 0) throw new Error(`${file}:${line}: nobody says anything`);
  return acts;
}

/** A command of a console sample, and what it prints. */
export interface Command {
  command: string;
  /** Null where the sample shows no output. */
  output: string[] | null;
}

/**
 * `$ command`, and below it what it prints. A command goes on after a backslash at the end of its line, or within quotation marks.
 * @throws Error when the first line is no command.
 */
export function commandsOf({ file, line, body }: Sample): Command[] {
  const commands: Command[] = [];
  for (const text of body.split('\n')) {
    const last = commands.at(-1);
    if (last && last.output === null && isOpen(last.command)) last.command += `\n${text}`;
    else if (text.startsWith('$ ')) commands.push({ command: text.slice(2), output: null });
    else if (!last) throw new Error(`${file}:${line}: begin with "$ " and a command`);
    else last.output = [...(last.output ?? []), text];
  }
  return commands;
}

const isOpen = (command: string): boolean => command.endsWith('\\') || command.split("'").length % 2 === 0;

/** Whether the text is the pattern, in which `…` stands for anything on that line. */
export function fits(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('…');
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const [index, piece] of rest.entries()) {
    const isLast = index === rest.length - 1;
    if (isLast) return text.length - piece.length >= at && text.endsWith(piece);
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length === at;
}

/** Whether the printed lines are the expected ones; a line of `…` alone stands for any number of lines. */
export function linesFit(expected: readonly string[], printed: readonly string[]): boolean {
  const [pattern, ...more] = expected;
  if (pattern === undefined) return printed.length === 0;
  if (pattern === '…') return printed.some((_, at) => linesFit(more, printed.slice(at))) || more.length === 0;
  const [line, ...rest] = printed;
  return line !== undefined && fits(pattern, line) && linesFit(more, rest);
}
