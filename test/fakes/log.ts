import { inspect } from 'node:util';

import type { Log } from '../../src/ports/system.ts';

export interface LogLine {
  level: keyof Log;
  fields: Readonly<Record<string, unknown>>;
  message: string;
}

export interface FakeLog extends Log {
  readonly lines: readonly LogLine[];
  /** The messages of a level, in order. */
  messages(level: keyof Log): string[];
  /** Everything that was logged, with errors, their properties and causes: what a scan for secrets reads. */
  text(): string;
}

export function createFakeLog(): FakeLog {
  const lines: LogLine[] = [];
  const write = (level: keyof Log) => (fields: Readonly<Record<string, unknown>>, message: string) => {
    lines.push({ level, fields, message });
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    lines,
    messages: (level) => lines.filter((line) => line.level === level).map(({ message }) => message),
    text: () =>
      inspect(lines, { depth: Infinity, showHidden: true, maxStringLength: null, maxArrayLength: null }),
  };
}
