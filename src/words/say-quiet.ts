import type { QuietTimes } from '../domain/quiet.ts';
import { WEEKDAYS } from '../domain/schedule.ts';
import type { Words } from './index.ts';

/** `Quiet times: 22:00–08:00 · Sunday, Saturday · Asia/Shanghai`. */
export function sayQuiet({ hours, workDays, timeZone }: QuietTimes, isUsual: boolean, words: Words): string {
  const { preferences: said, consoleTables } = words;
  const free = WEEKDAYS.filter((day) => !workDays.includes(day)).map((day) => consoleTables.weekdays[day]);
  const parts = [
    ...(hours ? [`${hours.from}–${hours.to}`] : []),
    ...(free.length > 0 ? [words.list(free)] : []),
    timeZone,
    ...(isUsual ? [said.usual] : []),
  ];
  return said.quiet(parts.join(' · '));
}
