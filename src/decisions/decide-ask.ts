import { checkVersion } from '../shared/check-version.ts';
import { readArguments } from '../agent/read-arguments.ts';
import { touchCard } from '../outbox/enqueue.ts';
import { wakeAfterAsk } from '../runs/wake-after-ask.ts';
import type { App } from '../app.ts';
import { readGroups, type Groups } from '../asks/read-groups.ts';
import type { DecisionInput } from '../contract/asks.ts';
import {
  ASK_DECISIONS,
  askLabel,
  needsNote,
  PASSED_ON,
  type Ask,
  type AskAction,
  type AskState,
  type Decision,
  type DecisionRecord,
  namedDeciders,
} from '../domain/ask.ts';
import type { ErrorFacts } from '../domain/error-facts.ts';
import { AppError, invalid } from '../domain/errors.ts';
import { checkNoAside } from '../shared/check-no-aside.ts';
import { hashAction } from '../shared/hash-action.ts';
import type { Caller } from '../ports/commands.ts';
import { allowedDecisions } from '../asks/show-ask.ts';
import { checkAnswer } from '../forms/check-answer.ts';
import { accountsOf, isTheirs, otherAccounts } from '../access/accounts.ts';
import { hasVoted, isVote, voters, type Accounts } from '../asks/votes.ts';
import { mayDecide } from '../asks/who-may.ts';
import { policyOf } from '../settings.ts';

/**
 * Takes a decision on an ask. The first that settles it wins; each is judged by the policy at this moment, bound to the
 * exact action that was shown, and written down with who, when and where.
 *  * @throws AppError `access.refused` for a token that decides nothing, and for an agent but for what it passes on, `ask.not_yours`, `ask.settled`, `ask.void`, `version.stale`,
 *   `input.invalid`.
 */
export async function decideAsk(app: App, ask: Ask, input: DecisionInput, caller: Caller): Promise<Ask> {
  const { store, bus } = app;
  const asks = store.collection('asks');
  if (caller.key && ask.decisions.some(({ key }) => key === caller.key)) {
    await touchCard(app, { kind: 'ask', id: ask.id });
    return ask;
  }
  check(app, ask, input, caller, await readGroups(app, [ask]));
  if (ask.kind === 'review' || ask.kind === 'pre_approval') await checkWaiting(app, ask);
  const action = actionOf(app, ask, input, caller);
  const accounts = readAccounts(app, ask);
  if (isVote(input.decision) && hasVoted(voters({ ...ask, action }, accounts), accountsOf(caller))) {
    throw new AppError('ask.settled', { ask: askLabel(ask), state: 'voted', by: caller.person.name });
  }
  const record = {
    ...recordOf(app, ask, input, action, caller),
    ...(input.decision === 'repeat' && (await mayApproveAlone(app, ask, caller))
      ? { isApproval: true as const }
      : {}),
  };
  const decisions = [...ask.decisions, record];
  // A refusal settles at once; an approval needs as many different people as the policy says.
  const isFinal =
    !isVote(record.decision) || voters({ decisions, action }, accounts).length >= ask.policy.quorum;
  const to = settledState(ask, input.decision);
  const at = record.at;
  const settled = await asks.update(
    { id: ask.id, state: 'open', version: ask.version },
    {
      $set: {
        updatedAt: at,
        action,
        ...(isFinal
          ? {
              state: to,
              settledAt: at,
              value: record.decision === 'approve' ? null : (record.value ?? null),
              isWakePending: true,
              reminderAt: null,
            }
          : {}),
      },
      $push: { decisions: { $each: [record] } },
      $inc: { version: 1 },
    },
  );
  if (!settled) return again(app, ask, input, caller);
  bus.publish('changed', { kind: 'ask', id: ask.id, taskId: ask.taskId });
  await touchCard(app, { kind: 'ask', id: ask.id });
  if (isFinal) await wakeAfterAsk(app, settled);
  return settled;
}

/** Whether the caller's word is all that the call of the ask needs by the policy of its tool. */
async function mayApproveAlone(app: App, ask: Ask, caller: Caller): Promise<boolean> {
  const { decide: policy } = policyOf(app.settings, ask.action?.tool ?? '');
  const approval: Ask = { ...ask, kind: 'approval', policy };
  return policy.quorum <= 1 && mayDecide(approval, caller, await readGroups(app, [approval]));
}

/** The other accounts of those who have decided already. */
const readAccounts = (app: App, { decisions }: Ask): Accounts =>
  new Map(decisions.map(({ by }) => [by.id, otherAccounts(app, by.id)]));

/** A task that has gone another way has nothing to be decided any more. */
async function checkWaiting(app: App, ask: Ask): Promise<void> {
  const { store } = app;
  const task = await store.collection('tasks').get(ask.taskId);
  const isComing = task?.status === 'in_progress' && task.currentRunId === ask.runId;
  if (isComing || task?.wait?.askId === ask.id) return;
  throw new AppError('ask.settled', { ask: askLabel(ask), state: 'withdrawn' });
}

/** Somebody was quicker: judged again by what then stands, which for a settled ask means too late. */
async function again(app: App, before: Ask, input: DecisionInput, caller: Caller): Promise<Ask> {
  const { store } = app;
  const asks = store.collection('asks');
  const now = await asks.get(before.id);
  if (!now || now.version === before.version)
    throw new AppError('task.busy', { what: 'task', ref: `T-${before.taskNumber}` });
  // Approved was what stood there, not what somebody made of it in the same moment.
  if (isVote(input.decision) && now.action?.hash !== before.action?.hash)
    throw new AppError('ask.void', { ask: askLabel(now) });
  return decideAsk(app, now, input, caller);
}

/**
 * An agent decides nothing. What the person it talks to has just said it may pass on as their answer: word for word, or, where
 * no stranger's text could have had it do so, as the option that they meant.
 */
function checkPassedOn(
  { kind, options, fields, isInDoubt }: Ask,
  { decision, note, value }: DecisionInput,
  { said, isTainted }: Caller,
): void {
  if (said === undefined || isInDoubt || fields || PASSED_ON[kind] !== decision)
    throw new AppError('access.refused', { reason: 'agents_never_decide' });
  const words = decision === 'answer' ? value : note;
  const isMeant = !isTainted && options?.some((option) => option === words);
  const isSaid = typeof words === 'string' && unspaced(said).includes(unspaced(words));
  if (!isMeant && !isSaid) throw new AppError('access.refused', { reason: 'own_words' });
}

const unspaced = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s/g, '');

/** @throws AppError `ask.settled`, or `ask.not_yours` with who may. */
export function checkMayDecide(ask: Ask, caller: Caller, groups: Groups): void {
  if (ask.state !== 'open') throw settledError(ask);
  if (mayDecide(ask, caller, groups)) return;
  const { policy, requester } = ask;
  const who = [...namedDeciders(policy, requester).map(({ name }) => name), ...policy.groups];
  const because = whyNot(ask, caller);
  throw new AppError('ask.not_yours', {
    ask: askLabel(ask),
    who,
    isOpen: policy.anyoneInChannel,
    ...(because ? { because } : {}),
  });
}

/** What keeps out somebody whom the policy might name, or does. */
function whyNot(
  { stage, barred, requester, policy }: Ask,
  caller: Caller,
): ErrorFacts['ask.not_yours']['because'] {
  if (stage?.passed.some(({ by }) => by.some(({ id }) => isTheirs(caller, id)))) return 'accepted_before';
  if (barred?.some((one) => isTheirs(caller, one))) return 'own_work';
  return !policy.mayRequesterDecide && isTheirs(caller, requester.id) ? 'asked_for_it' : undefined;
}

function check(
  app: App,
  ask: Ask,
  { decision, note, value, version }: DecisionInput,
  caller: Caller,
  groups: Groups,
): void {
  const { clock } = app;
  if (caller.agentId !== null) checkPassedOn(ask, { decision, note, value }, caller);
  // To go on after a pause is no decision on what others asked for.
  if (caller.mayNotDecide && ask.kind !== 'pause')
    throw new AppError('access.refused', { reason: 'scope', scope: 'decide' });
  checkMayDecide(ask, caller, groups);
  checkNoAside('note', note);
  checkNoAside('value', value);
  if (ask.expiresAt <= clock.now())
    throw new AppError('ask.settled', { ask: askLabel(ask), state: 'expired' });
  const allowed = allowedDecisions(ask);
  if (!allowed.includes(decision)) throw invalid('decision', 'which_decision', allowed);
  if (needsNote(ask, decision) && !note)
    throw invalid('note', decision === 'accept' ? 'why_anyway' : 'what_differs');
  checkVersion(ask, version);
}

/**
 * The action as it stands after the decision. Whoever approves it with other arguments, where the policy allows, puts a new
 * action in its place, as the tool takes it: approvals of the old one no longer count.
 */
function actionOf(
  app: App,
  ask: Ask,
  { decision, value }: DecisionInput,
  { person }: Caller,
): AskAction | null {
  const { action } = ask;
  if (!action || decision !== 'approve' || value === undefined || value === null) return action;
  if (hashAction(action.tool, value) === action.hash) return action;
  if (!ask.policy.mayEdit) throw new AppError('ask.void', { ask: askLabel(ask), reason: 'may_not_edit' });
  const taken = readArguments(app.toolInputs.get(action.tool), value);
  const hash = hashAction(action.tool, taken);
  if (hash === action.hash) return action;
  const original = action.original ?? action.arguments;
  return { ...action, arguments: taken, hash, original, editedBy: person, since: ask.version + 1 };
}

function recordOf(
  app: App,
  ask: Ask,
  { decision, value, note }: DecisionInput,
  action: AskAction | null,
  caller: Caller,
): DecisionRecord {
  const { clock } = app;
  const { person: by, also, via } = caller;
  const given = decision === 'approve' ? editOf(ask, action) : readValue(ask, decision, value, note);
  return {
    decision,
    by,
    ...(also ? { also } : {}),
    at: clock.now(),
    via,
    ...(given === undefined ? {} : { value: given }),
    ...(note ? { note } : {}),
    ...(action ? { actionHash: action.hash } : {}),
    ...(caller.key ? { key: caller.key } : {}),
  };
}

/** What the run goes on with: the answer, or the words that go with a resume. */
function readValue(ask: Ask, decision: Decision, value: unknown, note: string | undefined): unknown {
  if (decision === 'answer') return checkAnswer(ask, value ?? note);
  if (decision !== 'resume') return undefined;
  return typeof value === 'string' && value.trim() ? value.trim() : note;
}

/** The arguments that this decision changed the action to. */
const editOf = (ask: Ask, action: AskAction | null): unknown =>
  action?.hash === ask.action?.hash ? undefined : action?.arguments;

function settledState(ask: Ask, decision: Decision): AskState {
  const states: Partial<Record<Decision, AskState>> = ASK_DECISIONS[ask.kind];
  const state = states[decision];
  if (!state) throw invalid('decision', 'other_kind', ask.kind);
  return state;
}

function settledError(ask: Ask): AppError {
  const last = ask.decisions.at(-1);
  return new AppError('ask.settled', {
    ask: askLabel(ask),
    state: ask.state,
    by: last?.by.name,
    at: last?.at.toISOString(),
  });
}
