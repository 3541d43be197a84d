import { MAX_STEPS } from '../contract/capabilities.ts';
import type { DefinitionView, TeachInput } from '../contract/definitions.ts';
import { readJournal } from '../agent/journal-pages.ts';
import type { App } from '../app.ts';
import { workOf } from '../domain/definition.ts';
import { AppError, invalid } from '../domain/errors.ts';
import type { CodedFault } from '../domain/error-facts.ts';
import type { Run } from '../domain/run.ts';
import type { Task } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import { cut } from '../shared/text.ts';
import { definitionCommands } from './change-definitions.ts';
import { hiddenFields, recordedSteps, toParameters } from './recorded-steps.ts';

/** Names that are tried where nobody gave one. */
const MAX_NAMES = 9;
const MAX_NAME = 190;

/**
 * Makes a definition of what a run did in its browser, so that it can be done again without a model. Of two who want it of one run at
 * once both get the same one.
 *
 * @throws AppError `input.invalid` where nothing can be made of the run, `access.refused`.
 */
export async function teach(
  app: App,
  run: Run,
  task: Task,
  { name }: TeachInput,
  caller: Caller,
): Promise<DefinitionView> {
  if (run.status !== 'succeeded' || run.outcome !== 'success') throw invalid('run', 'not_good');
  const played = recordedSteps(await readJournal(app.store, run));
  if (played.length === 0) throw invalid('run', 'nothing_recorded');
  if (played.length > MAX_STEPS) throw invalid('run', 'too_many_steps', String(MAX_STEPS));
  const [hidden] = hiddenFields(played);
  if (hidden !== undefined) throw invalid('run', 'typed_openly', hidden);
  const { definition } = task;
  const said = [task.title, workOf(task)].filter((text, at, all) => text !== '' && all.indexOf(text) === at);
  const { steps, parameters, request } = toParameters(played, {
    parameters: definition?.asks ?? [],
    values: definition?.parameters ?? {},
    request: said.join('\n\n'),
  });
  const input = {
    instructions: request,
    parameters,
    agentId: run.config.agentId,
    capability: { steps, onFailure: 'stop' as const },
  };
  const { createDefinition } = definitionCommands(app);
  const key = `teach:${run.id}`;
  const given = name ?? cut(task.title, MAX_NAME);
  for (let at = 1; ; at += 1) {
    try {
      return await createDefinition(
        { ...input, name: at === 1 ? given : `${given} ${at}` },
        { ...caller, key },
      );
    } catch (thrown) {
      const mayTryAnother = name === undefined && at < MAX_NAMES && isNameTaken(thrown);
      if (!mayTryAnother) throw thrown;
    }
  }
}

const isNameTaken = (thrown: unknown): boolean =>
  AppError.is(thrown, 'input.invalid') &&
  (thrown.details.faults as CodedFault[]).every(({ code }) => code === 'name_in_use'); // what `createDefinition` throws

/** The same of the run that the task had last. */
export async function teachFrom(
  app: App,
  task: Task,
  input: TeachInput,
  caller: Caller,
): Promise<DefinitionView> {
  const { currentRunId } = task;
  const run = currentRunId === null ? undefined : await app.store.collection('runs').get(currentRunId);
  if (!run) throw invalid('run', 'nothing_recorded');
  return teach(app, run, task, input, caller);
}
