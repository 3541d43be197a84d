/** Schedules: what people do with one, and a form whose times are read aloud while they are filled in. */
import { buildForm, labelled } from './form.js';
import { allOf, api, askToConfirm, el, Problem, say, soon, toast } from './page.js';

/** @param {string | undefined} text */
const split = (text) =>
  (text ?? '')
    .split(/[,，、\s]/)
    .map((part) => part.trim())
    .filter(Boolean);

/** @param {string} day */
const dayOf = (day) => (/^\d+$/.test(day) ? Number(day) : day);

/** The first rule as the form has it. @param {any} schedule */
function valuesOf(schedule) {
  const rule = schedule?.rules[0];
  if (!rule) return { repeat: 'day', times: '09:00' };
  if (rule.kind === 'cron') return { repeat: 'cron', cron: rule.cron };
  if (rule.kind === 'once') return { repeat: 'once', at: rule.at };
  if (rule.unit === 'minutes') return { repeat: 'minutes', every: rule.every };
  return { repeat: 'day', every: rule.every, times: rule.time };
}

/** @param {HTMLElement} place */
function drawEditor(place) {
  /** @type {{ schedule: import('../../../../src/contract/schedules.ts').ScheduleView | null } & Record<'repeats' | 'weekdays' | 'overlaps' | 'missed', [string, string][]>} */
  const { schedule, repeats, weekdays, overlaps, missed } = JSON.parse(place.dataset.scheduleEditor ?? '{}');
  const now = valuesOf(schedule);
  /** @param {[string, string][]} table @param {string | undefined} value */
  const wordOf = (table, value) => table.find(([, name]) => name === value)?.[0];
  /** @param {[string, string][]} table @param {string | undefined} word */
  const nameOf = (table, word) => table.find(([shown]) => shown === word)?.[1];
  const days = weekdays.map(([word]) => word);
  const form = buildForm([
    labelled('instructions', {
      name: 'instructions',
      kind: 'long_text',
      isRequired: true,
      value: schedule?.makes.instructions ?? '',
    }),
    ...(schedule ? [] : [labelled('where', { name: 'where', value: 'web:general', help: say('whereHelp') })]),
    labelled('repeat', {
      name: 'repeat',
      kind: 'choice',
      isRequired: true,
      options: repeats.map(([word]) => word),
      value: wordOf(repeats, now.repeat),
    }),
    labelled('times', { name: 'times', value: now.times, help: say('timesHelp') }),
    labelled('weekdays', { name: 'weekdays', kind: 'choices', options: days }),
    labelled('exceptWeekdays', { name: 'exceptWeekdays', kind: 'choices', options: days }),
    labelled('days', { name: 'days', help: say('daysHelp') }),
    labelled('months', { name: 'months', help: say('monthsHelp') }),
    labelled('every', { name: 'every', kind: 'integer', value: now.every }),
    labelled('cron', { name: 'cron', value: now.cron, help: say('cronHelp') }),
    labelled('at', { name: 'at', value: now.at, help: say('atHelp') }),
    labelled('timeZone', { name: 'timeZone', value: schedule?.timeZone, help: say('timeZoneHelp') }),
    labelled('overlap', {
      name: 'overlap',
      kind: 'choice',
      options: overlaps.map(([word]) => word),
      value: wordOf(overlaps, schedule?.overlap ?? 'skip'),
    }),
    labelled('missedPolicy', {
      name: 'missed',
      kind: 'choice',
      options: missed.map(([word]) => word),
      value: wordOf(missed, schedule?.missed ?? 'once'),
    }),
  ]);
  const preview = el('div', { class: 'block', role: 'status' });

  /** The rule of what is filled in. @param {any} values */
  function ruleOf(values) {
    const rule = {
      repeat: nameOf(repeats, values.repeat),
      every: values.every,
      weekdays: values.weekdays?.map((/** @type {string} */ word) => nameOf(weekdays, word)),
      exceptWeekdays: values.exceptWeekdays?.map((/** @type {string} */ word) => nameOf(weekdays, word)),
      days: values.days ? split(values.days).map(dayOf) : undefined,
      months: values.months ? split(values.months).map(Number) : undefined,
      times: values.times ? split(values.times) : undefined,
      cron: values.cron,
      at: values.at,
    };
    return Object.fromEntries(
      Object.entries(rule).filter(([, value]) => value !== undefined && value !== ''),
    );
  }

  /** At the field that a fault is about: `rules.0.times` is that of the times. @param {{ field: string, problem: string }[]} faults */
  const showFaults = (faults) =>
    form.showFaults(
      faults.map(({ field: name, problem }) => {
        const own = name
          .replace(/^rules\.0\./, '')
          .replace(/^rules(?:\.0)?$/, 'repeat')
          .replace(/^home$/, 'where');
        return { field: own.split('.')[0] ?? own, problem };
      }),
    );

  async function look() {
    const values = form.read();
    if (!values) return preview.replaceChildren();
    try {
      const body = { rules: [ruleOf(values)], ...(values.timeZone ? { timeZone: values.timeZone } : {}) };
      const { reads, next, warnings, timeZone } = await api('POST', '/schedules/preview', body);
      const language = document.documentElement.lang === 'zh-CN' ? 'zh-CN' : 'en';
      const format = new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'full', timeStyle: 'short' });
      preview.replaceChildren(
        el('p', {}, el('strong', {}, reads[language])),
        el('ul', {}, ...next.map((/** @type {string} */ at) => el('li', {}, format.format(new Date(at))))),
        ...warnings.map((/** @type {any} */ warning) => el('p', { class: 'hint' }, warning[language])),
      );
    } catch (error) {
      preview.replaceChildren();
      if (!(error instanceof Problem && showFaults(error.faults))) toast(error);
    }
  }

  async function save() {
    /** @type {any} */
    const values = form.read();
    if (!values) return;
    const rule = ruleOf(values);
    const { instructions } = values;
    const [platform, ...channel] = (values.where ?? '').split(':');
    const common = {
      instructions,
      ...(values.timeZone ? { timeZone: values.timeZone } : {}),
      overlap: nameOf(overlaps, values.overlap),
      missed: nameOf(missed, values.missed),
    };
    const wasSame =
      schedule &&
      JSON.stringify(rule) === JSON.stringify(ruleOf({ ...now, repeat: wordOf(repeats, now.repeat) }));
    try {
      const saved = schedule
        ? await api(
            'PATCH',
            `/schedules/${schedule.id}`,
            wasSame ? common : { ...common, rules: [rule] },
            undefined,
            schedule.version,
          )
        : await api(
            'POST',
            '/schedules',
            {
              ...common,
              rules: [rule],
              confirm: true,
              home: values.where ? { platform, channel: channel.join(':') } : null,
            },
            crypto.randomUUID(),
          );
      location.assign(`/schedules/${saved.number}`);
    } catch (error) {
      if (!(error instanceof Problem && showFaults(error.faults))) toast(error);
    }
  }

  form.node.addEventListener(
    'change',
    soon(() => void look(), 200),
  );
  place.replaceChildren(
    form.node,
    preview,
    el(
      'div',
      { class: 'row buttons' },
      el('button', { type: 'button', onclick: () => void look() }, say('showTimes')),
      el('button', { type: 'button', class: 'primary', onclick: () => void save() }, say('startIt')),
    ),
  );
}

/** @param {HTMLElement} button */
async function send(button) {
  const { schedule, event } = button.dataset;
  if (event === 'archive' && !(await askToConfirm(say('confirm'), button.innerText))) return;
  try {
    await api('POST', `/schedules/${schedule}/events`, { event }, crypto.randomUUID());
    location.reload();
  } catch (error) {
    toast(error);
  }
}

export function setUpSchedules() {
  for (const place of allOf(document, '[data-schedule-editor]')) drawEditor(place);
  for (const button of allOf(document, 'button[data-schedule]'))
    button.addEventListener('click', () => void send(button));
}
