import { createHash } from 'node:crypto';
import type { ChatFacts } from '../domain/error-facts.ts';
import { oneMoreDeath, SET_ASIDE, type Deaths } from '../domain/deaths.ts';
import { AppError, isChatError } from '../domain/errors.ts';
import type { OutgoingMessage, PostedRef } from '../domain/message.ts';
import type { OutboxRow } from '../domain/records.ts';
import { holding } from '../shared/at-hand.ts';
import { canonicalJson } from '../shared/canonical-json.ts';
import { sayElsewhere } from './say-elsewhere.ts';
import { readActivity } from './read-activity.ts';
import type { ChatPort } from '../ports/chat.ts';
import type { App } from '../app.ts';
import type { Filter, Update } from '../ports/store.ts';

type SendPorts = Pick<App, 'store' | 'clock' | 'bus' | 'log' | 'metrics' | 'chats'> & {
  settings: Pick<App['settings'], 'maxDeaths'>;
};

/** What the card, or the file, looks like now; undefined when there is nothing to show any more. */
export type DrawBody = (
  body: Exclude<OutboxRow['body'], { message: OutgoingMessage }>,
) => Promise<OutgoingMessage | undefined>;

/** Something that was asked for outside of any thread has begun one: what belongs to it lives there from now on. */
export type OnThreadBegun = (row: OutboxRow, posted: PostedRef) => Promise<void>;

/** A row that a sender took and did not finish is free again after this time: longer than any post takes. */
const LEASE_MS = 60_000;
const BATCH = 50;
/** How many pages of waiting rows one look goes through. */
const MAX_PAGES = 20;
const MAX_ATTEMPTS = 12;
const FIRST_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 5 * 60_000;
/** Of what goes on in one thread, the first of these is shown. */
const DEMANDING = ['waiting', 'working', 'idle'] as const;

/**
 * Sends what the outbox holds: in the order of each conversation, questions and ends before progress, a card only in
 * its newest state, and nothing twice that the platform can tell apart. What may have been shown is looked for before it
 * is shown again; what was refused stays to be seen.
 *
 * @param which - the rows that are its own: what hangs keeps only its own kind waiting.
 */
export function createSender(
  ports: SendPorts,
  draw: DrawBody,
  owner: string,
  onThreadBegun: OnThreadBegun,
  which: Filter = {},
) {
  const outbox = ports.store.collection('outbox');
  let running: Promise<void> | undefined;
  let isWanted = false;

  /** Sends what is due. A call while one runs makes that one look again; its failure is the first caller's to hear. */
  async function sweep(): Promise<void> {
    isWanted = true;
    if (running) return idle();
    running = sendWhileWanted();
    return running;
  }

  async function sendWhileWanted(): Promise<void> {
    try {
      while (isWanted) {
        isWanted = false;
        if (await sendDue()) isWanted = true;
      }
    } finally {
      running = undefined;
    }
  }

  /** Until what is being sent has been, or has failed. */
  async function idle(): Promise<void> {
    await Promise.allSettled([running]);
  }

  /** @returns whether anything was sent, so that what waited behind it may be due now. */
  async function sendDue(): Promise<boolean> {
    const due: Filter = { ...which, state: 'pending', nextAt: { $lte: ports.clock.now() } };
    const sort = { nextAt: 1, id: 1 } as const;
    for (let page = 0, after: Filter = {}; page < MAX_PAGES; page += 1) {
      const rows = await outbox.find({ ...due, ...after }, { sort, limit: BATCH });
      const results = await Promise.all([...groupByConversation(rows).values()].map(sendConversation));
      if (results.some(Boolean)) return true;
      const last = rows.at(-1);
      if (!last || rows.length < BATCH) return false;
      // All of this page waits behind something; other conversations may stand after it.
      after = { $or: [{ nextAt: { $gt: last.nextAt } }, { nextAt: last.nextAt, id: { $gt: last.id } }] };
    }
    return false;
  }

  async function sendConversation(rows: OutboxRow[]): Promise<boolean> {
    let hasSent = false;
    for (const row of rows.toSorted((a, b) => a.priority - b.priority || a.seq - b.seq)) {
      if (row.posted === null && !(await isNext(row))) continue;
      const claimed = await claim(row);
      if (claimed && (await holding(`delivery ${row.id}`, () => send(claimed)))) hasSent = true;
    }
    return hasSent;
  }

  /** Of what was never shown in a conversation, the first comes first. */
  async function isNext({ id, orderKey }: OutboxRow): Promise<boolean> {
    const [first] = await outbox.find(
      { orderKey, state: 'pending', posted: null },
      { sort: { seq: 1 }, limit: 1 },
    );
    return first?.id === id;
  }

  async function claim(row: OutboxRow): Promise<OutboxRow | undefined> {
    const { id, revision } = row;
    const now = ports.clock.now();
    // Whoever had it before has neither sent it nor failed to.
    const isLeft = row.leaseUntil !== null && row.leaseUntil < now;
    const deaths = isLeft ? oneMoreDeath(row.deaths, `${revision}`) : (row.deaths ?? null);
    const isFree = {
      id,
      revision,
      state: 'pending',
      $or: [{ leaseUntil: null }, { leaseUntil: { $lt: now } }],
    };
    if (isLeft && deaths && deaths.count >= ports.settings.maxDeaths) {
      await setAside(isFree, deaths);
      return undefined;
    }
    return outbox.update(isFree, {
      $set: { owner, leaseUntil: new Date(now.getTime() + LEASE_MS), deaths },
      $inc: { attempts: 1 },
    });
  }

  /** It is listed with what was not delivered. Whether it was shown is looked for when a person has it sent again. */
  async function setAside(isFree: Filter, deaths: Deaths): Promise<void> {
    const error = { code: SET_ASIDE, message: SET_ASIDE };
    const free = { owner: null, leaseUntil: null, updatedAt: ports.clock.now() };
    const aside = await outbox.update(isFree, { $set: { state: 'dead', error, deaths, ...free } });
    if (!aside) return;
    ports.log.error(
      { outboxId: aside.id, deaths: deaths.count },
      'a delivery has ended its worker too often: it is set aside',
    );
    ports.metrics.count('errand_set_aside_total', { kind: 'delivery' });
  }

  async function send(row: OutboxRow): Promise<boolean> {
    try {
      const message = 'message' in row.body ? row.body.message : await draw(row.body);
      if (!message) return await finish(row, { shownHash: null });
      const shownHash = createHash('sha1').update(canonicalJson(message)).digest('hex');
      if (row.posted && shownHash === row.shownHash) return await finish(row, {});
      const posted = await show(row, message, shownHash);
      if (row.target.thread === '' && posted.thread !== '') await onThreadBegun(row, posted);
      await showActivity(row, message, posted);
      ports.metrics.count('errand_outbox_sent_total', { platform: row.target.platform, kind: row.body.kind });
      return await finish(row, { posted, shownHash });
    } catch (thrown) {
      return fail(row, AppError.from(thrown));
    }
  }

  /**
   * The platform's own sign of work: what the card tells, or what else goes on in the thread where that asks for more. A
   * hint: when it fails, the card still tells the truth.
   */
  async function showActivity(
    { target, body }: OutboxRow,
    { card }: OutgoingMessage,
    posted: PostedRef,
  ): Promise<void> {
    const chat = ports.chats.get(target.platform);
    if (!chat?.setActivity || body.kind !== 'card' || card?.kind !== 'run') return;
    const own = card.tone === 'active' ? 'working' : card.tone === 'attention' ? 'waiting' : 'idle';
    const place = { ...target, thread: posted.thread };
    try {
      const shown = [own, await readActivity(ports, place, card.taskNumber)];
      await chat.setActivity(place, DEMANDING.find((each) => shown.includes(each)) ?? own);
    } catch (thrown) {
      ports.log.info({ err: thrown, platform: target.platform }, 'the activity was not shown');
    }
  }

  async function show(row: OutboxRow, message: OutgoingMessage, hash: string): Promise<PostedRef> {
    const chat = ports.chats.get(row.target.platform);
    if (!chat)
      throw new AppError('chat.refused', {
        reason: 'platform_not_configured',
        platform: row.target.platform,
      });
    // A try before this one may have shown it without living to say so.
    const mayLook = row.attempts > 1 && row.posted === null;
    const found = row.posted ?? (mayLook ? await chat.findPosted?.(row.target, row.id, message) : undefined);
    const isLost = row.begunHash === hash && (found === 'unknown' || !chat.findPosted);
    if (isLost) throw new AppError('chat.unknown', { reason: 'may_have_been_shown', isFinal: true });
    if (found && found !== 'unknown') return edit(chat, row, found, message, hash);
    await begin(chat, row, message, hash);
    return chat.post(row.target, message, row.id, row.body.kind === 'text' ? row.body.inPlaceOf : undefined);
  }

  /** Written down before what could not be looked for afterwards: whoever finds it so does not show it again. */
  async function begin(
    chat: ChatPort,
    row: OutboxRow,
    message: OutgoingMessage,
    hash: string,
  ): Promise<void> {
    if (chat.findPosted && !message.file && !message.onlyFor) return;
    const begun = await outbox.update({ id: row.id, owner }, { $set: { begunHash: hash } });
    if (!begun) throw new AppError('chat.unavailable', { reason: 'taken_by_another' });
  }

  async function edit(
    chat: ChatPort,
    row: OutboxRow,
    posted: PostedRef,
    message: OutgoingMessage,
    hash: string,
  ): Promise<PostedRef> {
    if (row.body.kind !== 'card' && row.body.kind !== 'issue') return posted;
    try {
      if (!chat.edit) throw new AppError('chat.gone', { reason: 'cannot_edit' });
      await chat.edit(posted, message);
      return posted;
    } catch (thrown) {
      if (!AppError.is(thrown, 'chat.gone')) throw thrown;
      await begin(chat, row, message, hash);
      return chat.post(row.target, message, `${row.id}#${row.revision}`);
    }
  }

  /** When the row was touched meanwhile it stays pending, for the newer state. */
  async function finish(row: OutboxRow, shown: Partial<OutboxRow>): Promise<true> {
    const done = {
      ...shown,
      owner: null,
      leaseUntil: null,
      attempts: 0,
      error: null,
      begunHash: null,
      updatedAt: ports.clock.now(),
    };
    const sent = await outbox.update(
      { id: row.id, owner, revision: row.revision },
      { $set: { ...done, state: 'sent' } },
    );
    if (!sent) await outbox.update({ id: row.id, owner }, { $set: done });
    return true;
  }

  async function fail(row: OutboxRow, error: AppError): Promise<false> {
    const { id, attempts } = row;
    const said: ChatFacts = isChatError(error) ? error.details : {};
    const retryAfterMs = said.retryAfterMs ?? 0;
    const chat = ports.chats.get(row.target.platform);
    const retryMs = chat?.retryMs;
    const backoffMs = retryMs ? spread(retryMs[attempts - 1] ?? 0) : backoffOf(attempts);
    const tries = retryMs ? retryMs.length + 1 : MAX_ATTEMPTS;
    const state = stateAfter(error, attempts, tries, chat?.findPosted !== undefined);
    ports.log.warn({ err: error, outboxId: id, code: error.code, attempts, state }, 'not sent');
    ports.metrics.count('errand_outbox_failed_total', { platform: row.target.platform, code: error.code });
    const update: Update = {
      $set: {
        state,
        owner: null,
        leaseUntil: null,
        nextAt: new Date(ports.clock.now().getTime() + Math.max(retryAfterMs, backoffMs)),
        error: {
          code: error.code,
          message: said.reason ?? error.code,
        },
        updatedAt: ports.clock.now(),
        ...(error.code === 'chat.rate_limited' ? { attempts: attempts - 1 } : {}),
        ...(AppError.is(error, ...NOT_SHOWN) ? { begunHash: null } : {}),
      },
    };
    const failed = await outbox.update({ id, owner }, update);
    if (failed && state === 'refused') await sayElsewhere(ports, failed);
    return false;
  }

  return { sweep, idle };
}

/** After these nothing was shown. */
const NOT_SHOWN = ['chat.unavailable', 'chat.rate_limited', 'chat.refused', 'chat.gone'] as const;

const backoffOf = (attempts: number): number =>
  Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(attempts - 1, 10));

/** Give or take a tenth, so that what has failed together does not come again together. */
const spread = (ms: number): number => ms * (0.9 + Math.random() * 0.2);

function stateAfter(error: AppError, attempts: number, tries: number, canLook: boolean): OutboxRow['state'] {
  if (error.code === 'chat.refused') return 'refused';
  // Shown again only where it can be seen first whether it was.
  if (AppError.is(error, 'chat.unknown') && (!canLook || error.details.isFinal)) return 'unknown';
  if (error.code === 'chat.rate_limited') return 'pending';
  return attempts >= tries ? 'dead' : 'pending';
}

function groupByConversation(rows: readonly OutboxRow[]): Map<string, OutboxRow[]> {
  const groups = new Map<string, OutboxRow[]>();
  for (const row of rows) groups.set(row.orderKey, [...(groups.get(row.orderKey) ?? []), row]);
  return groups;
}
