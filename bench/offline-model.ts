/**
 * How long the offline model takes for a short message, and for the longest that the web chat takes:
 * `npx tsx bench/offline-model.ts`. Three hundred tasks may be meant. Wanted: 20,000 characters in less than 50 ms.
 */
import { createOfflineModel } from '../adapters/model/offline/index.ts';
import type { HintedTask } from '../src/ports/model.ts';
import { measure, report, type Figures } from './measure.ts';

const LONGEST = 20_000;
const SAMPLES = 40;
const MESSAGES: readonly (readonly [name: string, said: string])[] = [
  ['English', 'Please move the quarterly report 17 to next Friday and give it to Bo, it is urgent. '],
  ['Chinese', '把季度报告17改到下周五，交给小李，比较急。'],
];

const model = createOfflineModel();
const tasks = Array.from({ length: 300 }, (_, at): HintedTask => ({
  number: at + 1,
  title: at % 2 ? `Quarterly report ${at}` : `季度报告${at}`,
  state: 'backlog',
  assignee: null,
  isMine: false,
  due: null,
  priority: 'normal',
}));

const answer = (task: 'turn' | 'run', text: string) =>
  model.complete({
    model: null,
    system: '',
    messages: [{ role: 'user', text }],
    tools: [{ name: 'manage_tasks', description: '', parameters: {} }],
    hints: {
      task,
      locale: 'en',
      now: new Date('2026-11-18T06:30:00Z'),
      timeZone: 'Asia/Shanghai',
      isFirst: false,
      speaker: 'Ana',
      people: ['Ana', 'Bo', '小李'],
      tasks,
    },
    signal: new AbortController().signal,
  });

const figures: Figures[] = [];
for (const [name, said] of MESSAGES) {
  const long = said.repeat(Math.ceil(LONGEST / said.length)).slice(0, LONGEST);
  figures.push(await measure(`${name}, one sentence`, SAMPLES, () => answer('turn', said)));
  figures.push(await measure(`${name}, ${LONGEST} characters`, SAMPLES, () => answer('turn', long)));
  figures.push(await measure(`${name}, ${LONGEST} as a run`, SAMPLES, () => answer('run', `Title\n${long}`)));
}
report('The offline model, with 300 tasks (wanted: 20,000 characters in less than 50 ms)', figures);
