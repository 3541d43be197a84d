import { READERS, textsFor } from './long-texts.ts';

const say = (line: object): unknown => process.stdout.write(`${JSON.stringify(line)}\n`);

/** A line before each text, so that one knows which never ended, and one with the processor's time that it took. */
for (const reader of READERS)
  for (const { text, about } of textsFor(reader)) {
    say({ reader: reader.name, about });
    const before = process.cpuUsage();
    await reader.read(text);
    const { user, system } = process.cpuUsage(before);
    say({ ms: Math.round((user + system) / 1000) });
  }
