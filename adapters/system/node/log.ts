import { type DestinationStream, pino, stdTimeFunctions } from 'pino';

import type { Log } from '../../../src/ports/system.ts';
import { redactFields, redactText } from './redact.ts';

export interface LogOptions {
  level: keyof Log | 'silent';
  /** Standard output unless given. */
  destination?: DestinationStream;
}

/** One JSON object a line: `level`, `time` (ISO, UTC), the fields, `msg`. Secrets that slip in are hidden. */
export function createLog({ level, destination }: LogOptions): Log {
  const logger = pino(
    {
      level,
      timestamp: stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redactFields(fields),
      },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
  const write = (name: keyof Log) => (fields: Readonly<Record<string, unknown>>, message: string) =>
    logger[name](fields, redactText(message));
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
