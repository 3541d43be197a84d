import type { Tool } from '../agent/tool.ts';
import { answerAsk } from './answer-ask.ts';
import { askPeople } from './ask-people.ts';
import { browserClick } from './browser-click.ts';
import { browserFill, browserLook, browserOpen, browserPress, browserWait } from './browser-pages.ts';
import { endEarly } from './end-early.ts';
import { finish } from './finish.ts';
import { httpGet, httpSend } from './http.ts';
import { manageSchedules } from './manage-schedules.ts';
import { manageTasks } from './manage-tasks.ts';
import { readDeliverable } from './read-deliverable.ts';
import { saveDeliverable } from './save-deliverable.ts';

const BROWSER = [browserOpen, browserLook, browserClick, browserFill, browserPress, browserWait];

/** What an agent has whose configuration gives it a browser. */
export const BROWSER_TOOLS: readonly string[] = BROWSER.map(({ name }) => name);

/** Everything that models may call, by name; which of it an agent gets, its configuration says. */
export const TOOLS: ReadonlyMap<string, Tool> = new Map(
  [
    manageTasks,
    manageSchedules,
    askPeople,
    answerAsk,
    saveDeliverable,
    readDeliverable,
    httpGet,
    httpSend,
    finish,
    endEarly,
    ...BROWSER,
  ].map((tool) => [tool.name, tool]),
);
