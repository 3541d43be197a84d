import { decideAsk } from '../decisions/decide-ask.ts';
import { resolveTask } from '../tasks/find-task.ts';
import { runCommand, type Reply } from './typed-commands.ts';
import { askLabel, type Ask } from '../domain/ask.ts';
import { AppError } from '../domain/errors.ts';
import { isEnded } from '../domain/task-moves.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import { wordsFor } from '../words/index.ts';
import { takesText } from './hear-answer.ts';
import { asksHere, isToBot, mineOf, SILENCE, softly, type Hearing } from './hearing.ts';
import { howToDecide } from './how-to-decide.ts';
import { fold } from './said/fold.ts';
import { readControl, readResume } from './said/read-control.ts';

/** "stop T-1", "please pause it", 停: steers work whatever else is open. Undefined when the message steers nothing. */
export async function hearControl(hearing: Hearing): Promise<Reply | undefined> {
  const { text, caller, app } = hearing;
  const control = readControl(text);
  if (!control || control.isQuestion) return undefined;
  const { verb, refs } = control;
  const [ref, ...more] = refs;
  if (more.length > 0) return undefined;
  if (ref) return softly(caller, () => runCommand(app, { name: verb, verb, ref, rest: '' }, caller));
  return verb === 'resume' ? undefined : steerThis(hearing, verb);
}

/** Without a number: the work that is talked about here. Between people it is talk, and the one who said it is told what to type. */
async function steerThis(hearing: Hearing, verb: 'stop' | 'pause'): Promise<Reply | undefined> {
  const { caller, app, text } = hearing;
  const open = await asksHere(hearing);
  const option = (await mineOf(hearing, open)).find((ask) => takesText(ask) && hasOption(ask, text));
  const words = wordsFor(caller.locale);
  const found = await softly(caller, () => workHere(hearing, open));
  if (found && 'isPrivate' in found) return isToBot(hearing) ? found : undefined;
  if (!found) return undefined;
  const label = taskLabel(found);
  if (option) return privately(words.optionOrControl(askLabel(option), label, text.trim()));
  if (!isToBot(hearing)) return privately(verb === 'stop' ? words.howToStop(label) : words.howToPause(label));
  return softly(caller, () => runCommand(app, { name: verb, verb, ref: label, rest: '' }, caller));
}

const hasOption = ({ options }: Ask, text: string): boolean =>
  options?.some((option) => fold(option) === fold(text)) ?? false;

const privately = (text: string): Reply => ({ text, isPrivate: true });

/** The one task that waits or is spoken of here; undefined when there is none that could be steered. */
async function workHere({ app, caller }: Hearing, open: readonly Ask[]): Promise<Task | undefined> {
  const waiting = [...new Set(open.map(({ taskNumber }) => `T-${taskNumber}`))];
  const [only, second] = waiting;
  try {
    const task = await resolveTask(app, only && !second ? only : 'it', caller);
    return isEnded(task) ? undefined : task;
  } catch (thrown) {
    if (AppError.is(thrown, 'not_found')) return undefined;
    throw thrown;
  }
}

/** "Go on and use blue" to work that is paused here: it goes on, and its agent is told. Undefined where nothing is paused. */
export async function hearResume(hearing: Hearing): Promise<Reply | undefined> {
  const said = readResume(hearing.text);
  if (!said) return undefined;
  const paused = (await asksHere(hearing)).filter(({ kind }) => kind === 'pause');
  const [only, second] = paused;
  if (!only) return undefined;
  if (!isToBot(hearing) || second) {
    const mine = await mineOf(hearing, paused);
    return mine.length > 0 ? howToDecide(mine, hearing.caller) : undefined;
  }
  const { app, caller } = hearing;
  return softly(caller, async () => {
    const value = said.words === '' ? {} : { value: said.words };
    await decideAsk(app, only, { decision: 'resume', ...value }, caller);
    return SILENCE;
  });
}
