import { LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { issueFaults, must } from '../shared/issue-faults.ts';
import type { CodedFault, Fault } from '../domain/error-facts.ts';
import { fault } from '../domain/errors.ts';
import { MAX_RETRIES } from '../contract/common.ts';
import { PRESS_REASONS } from '../domain/browser.ts';
import { SCOPES } from '../domain/scope.ts';
import { LOCALES } from '../words/index.ts';
import { BUILT_IN_PLATFORM, readPlace } from '../domain/person.ts';
import { DAY, isDue } from '../domain/due.ts';
import { WEEKDAYS } from '../domain/schedule.ts';
import { impossibleStages, type Reachable } from '../domain/review.ts';
import { isTimeZone } from '../shared/time.ts';
import { BROWSER_TOOLS, TOOLS } from '../tools/all-tools.ts';

const TOOL_NAMES = [...TOOLS.keys()];
/** An agent has the others by its `browser`. */
const NAMED_TOOLS = TOOL_NAMES.filter((tool) => !BROWSER_TOOLS.includes(tool));

const name = z.string().trim().min(1).max(200);
const timeZone = z.string().refine(isTimeZone, must('time_zone'));
const span = z
  .string()
  .refine((text) => /^\d+(?:s|m|h|d)$/.test(text), must('span'))
  .transform(toMs);

const decide = z
  .strictObject({
    people: z.array(name),
    groups: z.array(name),
    ask_in: z.array(name),
    requester: z.boolean(),
    token_holder: z.boolean(),
    anyone_in_channel: z.boolean(),
    quorum: z.number().int().min(1).max(20),
    may_edit: z.boolean(),
    on_expiry: z.enum(['reject', 'fail', 'defer', 'default']),
  })
  .partial()
  .refine(isReachable, { path: ['quorum'], ...must('too_few_deciders') });

/** Whether as many people may decide as must. Who is in a group or a channel is not known here. */
function isReachable(input: Deciders): boolean {
  return impossibleStages([toReachable(input)]).length === 0;
}

/** Of a review, which stays open until somebody decides. */
const reviewers = decide.refine(({ on_expiry }) => on_expiry === undefined, {
  path: ['on_expiry'],
  ...must('review_stays_open'),
});

const stage = z.strictObject({ title: name, reviewed_by: reviewers, four_eyes: z.boolean().default(false) });

export type DecideInput = z.infer<typeof decide>;

const reasons = z.array(z.enum(PRESS_REASONS));
const site = z.string().refine((text) => /^(?:\*\.)?[a-z0-9.-]+(?::\d{1,5})?$/i.test(text), must('site'));

const address = z
  .string()
  .refine((text) => /^[a-z0-9.-]+(?::\d{1,5})?\/[^\s?#]*$/i.test(text), must('address_below'));

const browser = z.strictObject({
  sites: z.array(site).min(1),
  reads: z.array(address).default([]),
  ask: reasons.default([...PRESS_REASONS]),
  never: reasons.default([]),
});

const browserSecret = z.strictObject({
  env: z.string().refine((variable) => /^ERRAND_SECRET_[A-Z0-9_]+$/.test(variable), must('secret_name')),
  sites: z.array(site).min(1),
});

const agent = z.strictObject({
  model: name.nullable().default(null),
  system: z.string().max(20_000).default(''),
  tools: z.array(z.enum(NAMED_TOOLS)).default([...NAMED_TOOLS]),
  browser: browser.optional(),
  delegates_to: z.array(name).nullable().default(null),
  concurrency: z.number().int().min(1).max(100).nullable().default(null),
});

const limits = z.strictObject({
  model_calls: z.number().int().min(1).max(10_000),
  tool_calls: z.number().int().min(1).max(20_000),
  tokens: z.number().int().min(1000),
  time: span,
});

const runLimits = limits.extend({ idle: span, retries: z.number().int().min(0).max(MAX_RETRIES) });

const token = z
  .strictObject({
    env: z.string().refine((variable) => /^ERRAND_TOKEN_[A-Z0-9_]+$/.test(variable), must('token_name')),
    scopes: z.array(z.enum(SCOPES)).min(1),
    person: name.nullable().default(null),
  })
  .refine(({ person, scopes }) => person !== null || !scopes.includes('decide'), {
    path: ['scopes'],
    ...must('decide_needs_person'),
  });

const bound = (usual: number) => z.number().int().min(1).nullable().default(usual);

const spending = z.strictObject({
  person: bound(5_000_000),
  channel: bound(20_000_000),
  everyone: bound(50_000_000),
  messages: bound(60),
});

const day = z.string().refine((text) => DAY.test(text) && isDue(text), must('day'));

/** `22:00-08:00`. */
function isHours(text: string): boolean {
  const [from, to, ...more] = text.split('-');
  const isTime = (time = '') => /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time);
  return more.length === 0 && isTime(from) && isTime(to) && from !== to;
}

const quiet = z.strictObject({
  hours: z.string().refine(isHours, must('hours')).nullable().default(null),
  time_zone: timeZone.nullable().default(null),
  work_days: z.array(z.enum(WEEKDAYS)).min(1).nullable().default(null),
  holidays: z.array(day).max(400).default([]),
  extra_work_days: z.array(day).max(400).default([]),
});

const writeBack = z.strictObject({ repository: name, close: z.boolean().default(false) });

const served = z.strictObject({ channels: z.array(name).default([]), people: z.array(name).default([]) });

/** What `errand.yaml` may have. */
export const configSchema = z
  .strictObject({
    time_zone: timeZone.default(() => new Intl.DateTimeFormat().resolvedOptions().timeZone),
    default_agent: name.default('assistant'),
    agents: z.record(name, agent).default({}),
    tools: z
      .partialRecord(
        z.enum(TOOL_NAMES),
        z.strictObject({
          approval: z.enum(['always', 'never', 'when_tainted']).optional(),
          approvers: decide.optional(),
          expires: span.optional(),
        }),
      )
      .optional(),
    questions: z.strictObject({ answered_by: decide.optional(), expires: span.optional() }).default({}),
    reviews: z
      .strictObject({
        reviewed_by: reviewers.optional(),
        stages: z.array(stage).max(12).default([]),
      })
      .prefault({}),
    starts: z.strictObject({ approved_by: decide.optional() }).default({}),
    groups: z.record(name, z.array(name)).default({}),
    tokens: z.record(name, token).default({}),
    admins: z.array(name).default([]),
    people: z
      .record(name, z.array(name).min(2))
      .refine((people) => {
        const all = Object.values(people).flat();
        return new Set(all).size === all.length;
      }, must('same_account'))
      .default({}),
    channels: z
      .array(
        z.strictObject({
          platform: name,
          channel: name,
          locale: z.enum(LOCALES).nullable().default(null),
          agent: name.nullable().default(null),
          time_zone: timeZone.nullable().default(null),
        }),
      )
      .default([]),
    platforms: z.record(name, served).default({}),
    limits: z
      .strictObject({
        turn: limits.partial().default({}),
        run: runLimits.partial().default({}),
        spending: spending.prefault({}),
        deaths: z.number().int().min(1).max(100).default(2),
      })
      .prefault({}),
    schedules: z
      .strictObject({
        min_interval: span.default(300_000),
        per_person: z.number().int().min(1).max(10_000).default(50),
        per_channel: z.number().int().min(1).max(10_000).default(100),
      })
      .default({ min_interval: 300_000, per_person: 50, per_channel: 100 }),
    quiet: quiet.prefault({}),
    github: z
      .strictObject({ repositories: z.array(name).default([]), write_back: z.array(writeBack).default([]) })
      .prefault({}),
    push: z.strictObject({ from: z.array(name).default([]) }).default({ from: [] }),
    secrets: z.record(z.string().regex(/^\w+$/), browserSecret).default({}),
    fetch: z
      .strictObject({ allow_private: z.boolean().default(false), allow_hosts: z.array(name).default([]) })
      .default({ allow_private: false, allow_hosts: [] }),
  })
  .check((context) => {
    const { value, issues } = context;
    const known = new Set(['assistant', ...Object.keys(value.agents)]);
    const checkAgent = (id: string | null, path: (string | number)[]) => {
      if (id === null || known.has(id)) return;
      issues.push({ code: 'custom', input: id, path, ...must('no_agent', id, [...known]) });
    };
    checkAgent(value.default_agent, ['default_agent']);
    value.channels.forEach((channel, at) => checkAgent(channel.agent, ['channels', at, 'agent']));
    for (const [id, { delegates_to: targets }] of Object.entries(value.agents)) {
      (targets ?? []).forEach((target, at) => {
        if (target !== '*') checkAgent(target, ['agents', id, 'delegates_to', at]);
      });
    }
    const isServed = (place: string): boolean => {
      const { platform = '', channel = '' } = readPlace(place) ?? {};
      const { channels } = value.platforms[platform] ?? {
        channels: platform === BUILT_IN_PLATFORM ? ['*'] : [],
      };
      return channels.includes('*') || channels.includes(channel);
    };
    /** Whoever is not served on their platform cannot press the button. */
    const mayPress = (person: string): boolean => {
      const people = value.platforms[readPlace(person)?.platform ?? '']?.people;
      return people === undefined || people.includes('*') || people.includes(person);
    };
    const checkDecide = (given: DecideInput | undefined, path: (string | number)[]) => {
      (given?.people ?? []).forEach((person, at) => {
        if (mayPress(person)) return;
        const fact = must('not_served', `platforms.${readPlace(person)?.platform}.people`);
        issues.push({ code: 'custom', input: person, path: [...path, 'people', at], ...fact });
      });
      (given?.ask_in ?? []).forEach((place, at) => {
        if (isServed(place)) return;
        const [platform] = place.split(':');
        const fact = must('not_served', `platforms.${platform}.channels`);
        issues.push({ code: 'custom', input: place, path: [...path, 'ask_in', at], ...fact });
      });
      (given?.groups ?? []).forEach((group, at) => {
        if (group in value.groups) return;
        const where = [...path, 'groups', at];
        issues.push({ code: 'custom', input: group, path: where, ...must('no_group', group) });
      });
    };
    for (const [tool, given] of Object.entries(value.tools ?? {})) {
      checkDecide(given?.approvers, ['tools', tool, 'approvers']);
    }
    for (const [id, { person }] of Object.entries(value.tokens)) {
      if (person === null || (readPlace(person) && mayPress(person))) continue;
      issues.push({
        code: 'custom',
        input: person,
        path: ['tokens', id, 'person'],
        ...must('served_person'),
      });
    }
    checkDecide(value.questions.answered_by, ['questions', 'answered_by']);
    checkDecide(value.reviews.reviewed_by, ['reviews', 'reviewed_by']);
    value.reviews.stages.forEach((one, at) =>
      checkDecide(one.reviewed_by, ['reviews', 'stages', at, 'reviewed_by']),
    );
    for (const at of impossibleStages(
      value.reviews.stages.map((one) => toReachable(one.reviewed_by, one.four_eyes)),
    ))
      issues.push({
        code: 'custom',
        input: value.reviews.stages[at],
        path: ['reviews', 'stages', at, 'reviewed_by', 'quorum'],
        ...must('too_few_deciders'),
      });
    checkDecide(value.starts.approved_by, ['starts', 'approved_by']);
  });

export type AnyFault = Fault | CodedFault;
export type ConfigFile = z.infer<typeof configSchema>;
export type RunLimitsInput = Partial<z.infer<typeof runLimits>>;

/** What tells whether enough people may decide. */
interface Deciders {
  people?: string[] | undefined;
  groups?: string[] | undefined;
  requester?: boolean | undefined;
  token_holder?: boolean | undefined;
  anyone_in_channel?: boolean | undefined;
  quorum?: number | undefined;
}

function toReachable(
  { people = [], groups = [], requester, token_holder, anyone_in_channel, quorum }: Deciders,
  isFourEyes = false,
): Reachable {
  return {
    isFourEyes,
    policy: {
      people,
      groups,
      anyoneInChannel: anyone_in_channel ?? false,
      mayRequesterDecide: requester ?? people.length === 0,
      ...(token_holder ? { mayTokenHolderDecide: true as const } : {}),
      quorum: quorum ?? 1,
    },
  };
}

const UNIT_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function toMs(text: string): number {
  return Number(text.slice(0, -1)) * (UNIT_MS[text.slice(-1)] ?? 1);
}

/**
 * Reads `errand.yaml`. Every fault goes into `faults` as `errand.yaml:<line> <field>`; the answer is undefined when there
 * are any. An empty text gives the defaults.
 */
export function readConfigFile(text: string, fileName: string, faults: AnyFault[]): ConfigFile | undefined {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  for (const error of document.errors) {
    const { line } = counter.linePos(error.pos[0]);
    faults.push(fault(`${fileName}:${line}`, 'not_yaml', error.message));
  }
  if (document.errors.length > 0) return undefined;
  const parsed = configSchema.safeParse(document.toJS() ?? {}, { reportInput: true });
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues)
    for (const one of issueFaults([issue], '')) {
      const path = issue.code === 'unrecognized_keys' ? one.field.split('.') : issue.path;
      const line = lineOf(document, path, counter);
      faults.push({ ...one, field: `${fileName}${line ? `:${line}` : ''} ${one.field}`.trim() });
    }
  return undefined;
}

/** The line of the nearest thing that the file has of the path. */
function lineOf(document: Document, path: readonly PropertyKey[], counter: LineCounter): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as
      { range?: [number, number, number] } | undefined;
    if (node?.range) return counter.linePos(node.range[0]).line;
  }
  return undefined;
}
