import type { AskDesk } from '../agent/loop-options.ts';
import type { App } from '../app.ts';
import { putAsk } from '../asks/put-ask.ts';
import { withdrawAsk } from '../asks/withdraw-asks.ts';
import { AppError } from '../domain/errors.ts';
import type { CallEntry } from '../domain/journal.ts';
import { isTokenHolder } from '../domain/person.ts';
import type { Run } from '../domain/run.ts';
import type { Task } from '../domain/task.ts';
import { policyOf } from '../settings.ts';
import { wordsFor } from '../words/index.ts';

/** The desk of one run: ids follow from the run and the call, so that a replay finds its own asks. */
export function createDesk(app: App, run: Run, task: Task): AskDesk {
  const { store, settings } = app;
  const words = wordsFor(task.locale);
  const fromPolicy = (tool: string) => {
    const { decide, expiresAfterMs } = policyOf(settings, tool);
    return { policy: decide, expiresAfterMs };
  };
  const openly = { policy: settings.askPolicy, expiresAfterMs: settings.askExpiresAfterMs };
  /** Doubt is for whoever the work is for, not for any passer-by. A program cannot look what happened: the channel does. */
  const anyoneInChannel = openly.policy.anyoneInChannel && isTokenHolder(task.requester.id);
  const owners = { ...openly.policy, anyoneInChannel, mayRequesterDecide: true };

  return {
    async put(entry, draft) {
      const common = { id: nextAskId(run.id, entry, draft.kind), callKey: entry.key };
      if (draft.kind === 'doubt') {
        const question = words.mayHaveHappened[draft.why](entry.title);
        const how = {
          policy: { ...owners, onExpiry: 'fail' as const },
          expiresAfterMs: openly.expiresAfterMs,
        };
        const { action } = draft;
        return putAsk(app, task, run.id, {
          ...common,
          kind: 'input',
          question,
          action,
          isInDoubt: true,
          ...how,
        });
      }
      if ('action' in draft) {
        const { action } = draft;
        return putAsk(app, task, run.id, {
          ...common,
          kind: 'approval',
          question: action.title,
          action,
          ...fromPolicy(entry.tool),
        });
      }
      const how = draft.kind === 'approval' ? fromPolicy(entry.tool) : openly;
      return putAsk(app, task, run.id, { ...common, ...draft, ...how });
    },
    withdraw: (askId) => withdrawAsk(app, askId),
    async get(askId) {
      const ask = await store.collection('asks').get(askId);
      if (!ask) throw new AppError('not_found', { what: 'ask', ref: askId });
      return ask;
    },
  };
}

/** One call may need several asks one after the other (an approval, then a doubt, then another): they are counted. */
function nextAskId(runId: string, entry: CallEntry, kind: string): string {
  const count = entry.askId ? Number(entry.askId.slice(entry.askId.lastIndexOf('.') + 1)) : 0;
  return `${runId}.${entry.key}.${kind}.${count + 1}`;
}
