import { policyOf, type ToolPolicy } from '../settings.ts';
import { TOOLS } from '../tools/all-tools.ts';
import { bulkIdOf } from '../tools/bulk-changes.ts';
import { touchCard } from '../outbox/enqueue.ts';
import type { App } from '../app.ts';
import { listActive } from '../definitions/find-definition.ts';
import { isTainted, type GuardRules } from '../agent/guard.ts';
import { openPurse, takeMessage } from '../agent/spending.ts';
import { runLoop } from '../agent/loop.ts';
import type { LoopEnd } from '../agent/loop-options.ts';
import { openStoredJournal } from '../agent/stored-journal.ts';
import { AppError } from '../domain/errors.ts';
import type { JournalEntry } from '../domain/journal.ts';
import type { InboxRow } from '../domain/records.ts';
import type { Caller } from '../ports/commands.ts';
import { readStop } from '../moves/read-stop.ts';
import { follow } from '../shared/abort.ts';
import { frame } from '../shared/frame.ts';
import { prompt } from '../shared/prompts.ts';
import { formatMoment, momentInZone, nextDays, startOfDay } from '../shared/time.ts';
import { grantTools } from '../agent/grant-tools.ts';
import { wordsFor } from '../words/index.ts';
import { writeDefinitions, writeDigest } from './digest.ts';
import { readHints } from './hints.ts';
import { readHistory } from './history.ts';
import { heldBack, isSilence } from './silence.ts';
import { createLiveText, type LiveText } from './live-text.ts';
import { onlyStarted, tellOnCard } from './only-started.ts';
import { readActivity, type Activity } from '../outbox/read-activity.ts';
import { watchStop } from './stop-turn.ts';
import type { Reply } from './typed-commands.ts';

/** Where the list of tasks is from, for its frame. */
const TASKS = 'the tasks of this channel, as they were just read';

/** Days of the calendar that the agent is shown: enough for every weekday that people name. */
const DAYS_AHEAD = 8;

/** In a turn the person who asks is there, and nobody else can be asked: what they said is what is done. */
const withPeople = (policy: ToolPolicy): ToolPolicy =>
  policy.approval === 'when_tainted' ? { ...policy, approval: 'never' } : policy;

/**
 * One turn of the agent: what was said before, the tasks of the place and the tools in, a reply out. Its journal is in
 * the inbox row: a turn that lost its worker goes on where it stood, and what a tool did is found, not done again.
 */
export async function agentTurn(
  app: App,
  row: InboxRow,
  text: string,
  caller: Caller,
  signal: AbortSignal,
): Promise<Reply> {
  const { store, model, chats, clock, log, settings } = app;
  const agent = settings.agents.get(agentOf(app, caller));
  if (!agent) throw new AppError('task.no_agent', { task: '', agent: agentOf(app, caller) });
  if (row.journalLength === 0) await takeMessage(app, caller.person);
  const limits = settings.turnLimits;
  const now = clock.now();
  const words = wordsFor(caller.locale);
  const acting: Caller = { ...caller, agentId: agent.id };
  const place = caller.place;
  const { controller, release } = follow(signal);
  const cancelTimer = clock.after(limits.maxWorkingMs, () => {
    controller.abort(new AppError('limit.reached', { limit: 'time' }));
  });
  const stopped = new AppError('stopped', { by: 'person' });
  const unwatch = watchStop(app, row, () => controller.abort(stopped));
  const live = place && createLiveText(app, row, place, caller.person);
  let kept = '';
  await showActivity('working');
  const held = { id: row.id, state: 'working', epoch: row.epoch } as const;
  const journal = await openStoredJournal({
    store,
    holder: { ...row, collection: 'inbox' },
    held,
    receivedAt: row.receivedAt,
    ...(live && { onWrite: live.breakOff }),
  });
  try {
    const said = await readHistory(app, row, limits.maxHistoryTokens);
    const rules: GuardRules = {
      grants: grantTools(TOOLS, agent.tools, 'turn'),
      policyOf: (tool) => withPeople(policyOf(settings, tool)),
      startsTainted: said.isTainted,
    };
    const end = await runLoop({
      journal,
      model: model,
      modelName: agent.model,
      system: prompt('assistant', {
        agent_name: agent.id,
        date: formatMoment(now, caller.timeZone, 'en'),
        time_zone: caller.timeZone,
        days: nextDays(now, caller.timeZone, DAYS_AHEAD),
        person: caller.person.name,
        definitions: writeDefinitions(await listActive(app)),
        agent_system: agent.system,
      }),
      opening: [
        ...said.messages,
        ...(place
          ? [{ role: 'data' as const, text: frame(TASKS, await writeDigest(app, place, caller.timeZone)) }]
          : []),
        { role: 'user', text, name: caller.person.name },
      ],
      rules,
      hints: {
        task: 'turn',
        locale: caller.locale,
        now,
        timeZone: caller.timeZone,
        isFirst: false,
        ...(model.usesHints && {
          isFirst: await isFirstToday(app, row, caller),
          ...(await readHints(app, caller)),
        }),
      },
      limits,
      purse: openPurse(app, caller),
      callsAre: 'wishes',
      context: (entry, callSignal) => {
        const key = `${caller.key}:${entry.key}`;
        const own = { ...acting, key, said: text, isTainted: isTainted(journal.entries, rules) };
        const turn = { key: caller.key ?? row.id, entries: () => journal.entries };
        return { app, caller: own, task: null, run: null, key, words, signal: callSignal, turn };
      },
      words,
      clock: clock,
      log: log,
      signal: controller.signal,
      stopped: () => readStop(store),
      ...(live && { onText: heldBack((delta) => show(live, delta)) }),
    });
    if (isTainted(journal.entries, rules))
      await store.collection('inbox').update(held, { $set: { isTainted: true } });
    await showBulk(app, caller.key ?? row.id, journal.entries);
    const answer = toReply(end);
    const isOnCard =
      place &&
      onlyStarted(journal.entries, answer) &&
      (await tellOnCard(app, journal.entries, answer, place));
    return { ...about(answer), ...(isOnCard && { isOnCard }) };
  } catch (thrown) {
    if (thrown !== stopped) throw thrown;
    return about(words.turnStopped);
  } finally {
    unwatch();
    cancelTimer();
    release();
    await live?.end();
    await showActivity();
  }

  /** What may become a part of a card waits until it is too long for that; what is for one person alone is shown to nobody. */
  function show(growing: LiveText, delta: string): void {
    if (tellsOfElsewhere(journal.entries)) return;
    kept += delta;
    if (onlyStarted(journal.entries, kept)) return;
    growing.write(kept);
    kept = '';
  }

  /**
   * A hint for people who watch; the reply does not depend on it. After the turn it is what the runs of the thread do: they
   * may have begun, and asked, while it went on.
   */
  async function showActivity(activity?: Activity): Promise<void> {
    const chat = place && chats.get(place.platform);
    if (!place || !chat?.setActivity) return;
    try {
      await chat.setActivity(place, activity ?? (await readActivity(app, place)));
    } catch (thrown) {
      log.info({ err: thrown, platform: place.platform }, 'the activity was not shown');
    }
  }

  /** What lives in another conversation is told to the person alone. */
  function about(said: string): Reply {
    const isForOne = tellsOfElsewhere(journal.entries);
    return { text: said, isPrivate: isForOne, ...(isForOne && { isSecret: isForOne }) };
  }

  function toReply(end: LoopEnd): string {
    if (end.kind === 'answered') return isSilence(end.text) ? '' : end.text.trim() || words.doneNothing;
    if (end.kind === 'stopped') return words.stops.turnStopped(end.stop.by.name, end.stop.reason);
    if (end.kind === 'spent') {
      const { until, ...spent } = end.spent;
      const again = momentInZone(until, caller.timeZone, caller.locale);
      throw new AppError('spending.reached', { ...spent, until: until.toISOString(), again });
    }
    if (end.kind === 'limit' && end.text?.trim()) return end.text;
    if (end.kind === 'limit') throw new AppError('limit.reached', { limit: end.limit });
    return words.doneNothing;
  }
}

/** The list of what waits for one word is shown once it is whole. */
async function showBulk(app: App, turnKey: string, entries: readonly JournalEntry[]): Promise<void> {
  if (!entries.some(({ kind }) => kind === 'call')) return;
  const draft = await app.store.collection('drafts').get(bulkIdOf(turnKey));
  if (draft) await touchCard(app, { kind: 'draft', id: draft.id });
}

const tellsOfElsewhere = (entries: readonly JournalEntry[]): boolean =>
  entries.some((entry) => entry.kind === 'call' && entry.isForOne);

function agentOf(app: App, { place }: Caller): string {
  const { settings } = app;
  const channel = settings.channels.find(
    ({ platform, channel: id }) => platform === place?.platform && id === place.channel,
  );
  return channel?.agent ?? settings.defaultAgent;
}

/** Whether the bot talks with this person for the first time on their day. A turn that is taken up again keeps its answer. */
async function isFirstToday(app: App, { epoch }: InboxRow, { person, timeZone }: Caller): Promise<boolean> {
  const threads = app.store.collection('threads');
  const id = `greeted:${person.id}`;
  const at = app.clock.now();
  const greeted = { id, isBusy: false, owner: null, epoch: 0, leaseUntil: null, updatedAt: at };
  if ((await threads.insertIfAbsent(greeted)) || epoch > 1) return true;
  const isNew = { id, updatedAt: { $lt: startOfDay(at, timeZone) } };
  return (await threads.update(isNew, { $set: { updatedAt: at } })) !== undefined;
}
