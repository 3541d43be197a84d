import type { App } from '../app.ts';
import { writeSubject, type Button, type Card } from '../domain/card.ts';
import type { OutgoingMessage } from '../domain/message.ts';
import { toMessage } from './to-message.ts';
import { changeOf, changeSubject, scheduleIdOf, scheduleLabel, type Schedule } from '../domain/schedule.ts';
import { farTime, warningsOf } from '../schedules/preview-times.ts';
import { readAloud } from '../schedules/read-aloud.ts';
import { upcoming } from '../schedules/reckon.ts';
import { formatMoment } from '../shared/time.ts';
import { toLocale, wordsFor } from '../words/index.ts';

const NEXT = 5;

/** The card of a schedule, or of a change that waits to be confirmed; undefined for one that is not there. */
export async function drawScheduleCard(
  app: App,
  subject: string,
  locale: string,
): Promise<OutgoingMessage | undefined> {
  const schedule = await app.store.collection('schedules').get(scheduleIdOf(subject));
  if (!schedule) return undefined;
  const number = changeOf(subject);
  const { definitionId } = schedule.makes;
  const definition = definitionId ? await app.store.collection('definitions').get(definitionId) : undefined;
  const key = definition && !definition.isActive ? definition.key : null;
  const card =
    number === null ? ownCard(app, schedule, key, locale) : changeCard(app, schedule, number, locale);
  const asked = isOpen(schedule, number) ? [schedule.proposal?.by ?? schedule.owner] : [];
  return toMessage(card, card.title, locale, asked);
}

const isOpen = ({ state, proposal }: Schedule, number: number | null): boolean =>
  number === null ? state === 'proposed' : proposal?.number === number;

function ownCard(app: App, schedule: Schedule, inactiveKey: string | null, locale: string): Card {
  const words = wordsFor(locale).schedules;
  const now = app.clock.now();
  const { makes, rules, timeZone, state, home, skips } = schedule;
  const at = (moment: Date) => formatMoment(moment, timeZone, locale);
  const place = home ? (sameChannel(schedule) ? words.here : home.channel) : '';
  const isProposed = state === 'proposed';
  const isToCome = isProposed || state === 'active';
  const next = isToCome ? upcoming(schedule, now, NEXT) : [];
  const crons = rules.flatMap((rule) => (rule.kind === 'cron' ? [rule.cron] : []));
  const policies = [
    ...(isProposed && crons.length > 0 ? [`cron ${crons.join(' · ')}`] : []),
    words.policies(schedule.overlap, schedule.missed, wordsFor(locale).span(schedule.missedWithinMs)),
    ...(schedule.spreadMinutes > 0 ? [words.spread(schedule.spreadMinutes)] : []),
    ...(schedule.startsAt ? [words.from(at(schedule.startsAt))] : []),
    ...(schedule.endsAt ? [words.until(at(schedule.endsAt))] : []),
  ];
  return {
    kind: 'task',
    title: schedule.name,
    tone: isProposed ? 'attention' : state === 'active' ? 'good' : 'neutral',
    lines: [
      readAloud(rules, timeZone, locale),
      words.what(makes.title, place, makes.agentId ?? app.settings.defaultAgent),
      ...(isProposed ? [words.next(next.map(at).join(' · ')) || words.noNext] : []),
      policies.join(' · '),
      words.ownerIs(schedule.owner.name),
      ...(isProposed ? guessed(schedule, locale) : []),
      ...(isProposed ? warningsOf(schedule, now).map((one) => one[toLocale(locale) ?? 'en']) : []),
      ...(skips.length > 0 ? [words.skipping(skips.map(at).join(' · '))] : []),
      ...(schedule.why ? [words.stateLine(state, schedule.why.reason, schedule.why.by.name)] : []),
      ...(inactiveKey ? [words.inactiveDefinition(inactiveKey)] : []),
    ],
    buttons: buttonsOf(schedule, farTime(schedule, now) !== null, locale),
    context: `${scheduleLabel(schedule)} · ${words.states[state]}`,
    ...(isProposed ? { hint: words.hintStart(scheduleLabel(schedule)) } : {}),
    scheduleId: schedule.id,
  };
}

const sameChannel = ({ cardAt, home }: Schedule): boolean =>
  cardAt?.platform === home?.platform && cardAt?.channel === home?.channel;

function guessed(schedule: Schedule, locale: string): string[] {
  const isGuessed = schedule.isTimeGuessed;
  const [first] = isGuessed ? schedule.rules : [];
  if (first?.kind !== 'cron') return [];
  const [minute = '0', hour = '9'] = first.cron.split(' ');
  return [wordsFor(locale).schedules.warnGuessed(`${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`)];
}

function buttonsOf(schedule: Schedule, isFar: boolean, locale: string): Button[] {
  const words = wordsFor(locale).schedules;
  const { id, version, state } = schedule;
  const value = writeSubject({ kind: 'schedule', id, version });
  const { start, dismiss, pause, resume, run, change, undo } = words.buttons;
  const far = isFar ? { confirm: words.confirmFar } : {};
  const isOnce = schedule.rules.every(({ kind }) => kind === 'once');
  if (state === 'proposed')
    return [
      { action: 'start', label: start, value, style: 'primary', ...far },
      { action: 'change', label: change, value },
      { action: 'dismiss', label: dismiss, value },
    ];
  if (state === 'active' && isOnce) return [{ action: 'archive', label: undo, value }];
  if (state === 'active')
    return [
      { action: 'pause', label: pause, value },
      { action: 'run', label: run, value },
    ];
  if (state !== 'paused') return [];
  return [
    { action: 'resume', label: resume, value, style: 'primary' },
    { action: 'run', label: run, value },
  ];
}

/** What would be different, as it is and as it would be. */
function changeCard(app: App, schedule: Schedule, number: number, locale: string): Card {
  const words = wordsFor(locale).schedules;
  const { proposal, rules, timeZone } = schedule;
  const title = `${words.changeOf(scheduleLabel(schedule))} ${schedule.name}`;
  const subject = changeSubject(schedule.id, number);
  const card = { kind: 'task' as const, title, scheduleId: subject };
  if (proposal?.number !== number)
    return {
      ...card,
      tone: 'neutral',
      lines: [words.changeSettled, readAloud(rules, timeZone, locale)],
      buttons: [],
    };
  const changed = { ...schedule, ...proposal.terms };
  const value = writeSubject({ kind: 'schedule', id: subject, version: number });
  const at = (moment: Date) => formatMoment(moment, changed.timeZone, locale);
  return {
    ...card,
    tone: 'attention',
    lines: [
      words.before(readAloud(rules, timeZone, locale)),
      words.after(readAloud(changed.rules, changed.timeZone, locale)),
      ...(changed.startsAt ? [words.from(at(changed.startsAt))] : []),
      ...(changed.endsAt ? [words.until(at(changed.endsAt))] : []),
      words.next(upcoming(changed, app.clock.now(), NEXT).map(at).join(' · ')),
    ],
    buttons: [
      { action: 'start', label: words.buttons.apply, value, style: 'primary' },
      { action: 'dismiss', label: words.buttons.dismiss, value },
    ],
    hint: words.hintApply(scheduleLabel(schedule)),
  };
}
