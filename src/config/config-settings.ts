import type { DecisionPolicy, ReviewStage } from '../domain/ask.ts';
import { BUILT_IN_PLATFORM } from '../domain/person.ts';
import type { QuietTimes } from '../domain/quiet.ts';
import type { RunLimits } from '../domain/run.ts';
import { WEEKDAYS } from '../domain/schedule.ts';
import type { ConfigFile, DecideInput, RunLimitsInput } from './config-file.ts';
import type { AccessSettings, AgentSettings, Settings, SpendingSettings, ToolPolicy } from '../settings.ts';
import { BROWSER_TOOLS, TOOLS } from '../tools/all-tools.ts';
import type { Locale } from '../words/index.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** With no word on it, only the person who asked for the work may approve what it does. */
const APPROVAL_POLICY: DecisionPolicy = {
  people: [],
  groups: [],
  askIn: [],
  anyoneInChannel: false,
  mayRequesterDecide: true,
  quorum: 1,
  mayEdit: false,
  onExpiry: 'reject',
};

/** A question in the thread may be answered by anybody who is there. */
const QUESTION_POLICY: DecisionPolicy = { ...APPROVAL_POLICY, anyoneInChannel: true, onExpiry: 'fail' };

const TURN_LIMITS: RunLimits = {
  maxModelCalls: 12,
  maxToolCalls: 20,
  maxTokens: 100_000,
  maxWorkingMs: 2 * MINUTE_MS,
  maxIdleMs: 2 * MINUTE_MS,
  maxRetries: 0,
};
const RUN_LIMITS: RunLimits = {
  maxModelCalls: 40,
  maxToolCalls: 60,
  maxTokens: 500_000,
  maxWorkingMs: 30 * MINUTE_MS,
  maxIdleMs: 15 * MINUTE_MS,
  maxRetries: 0,
};

interface Given {
  locale: Locale;
  publicUrl: string;
  concurrency: number;
  hasPushGroup?: boolean;
}

/** The configuration file in the product's own words. */
export function toSettings(
  file: ConfigFile,
  { locale, publicUrl, concurrency, hasPushGroup = false }: Given,
): Settings {
  const usual = [...TOOLS.keys()].filter((tool) => !BROWSER_TOOLS.includes(tool));
  const assistant = {
    assistant: {
      model: null,
      system: '',
      tools: usual,
      browser: undefined,
      delegates_to: null,
      concurrency: null,
    },
  };
  const agents = Object.entries({ ...assistant, ...file.agents }).map(
    ([id, agent]): [string, AgentSettings] => {
      const { model, system, browser, delegates_to: delegatesTo, concurrency: maxRuns } = agent;
      const tools = [...agent.tools, ...(browser ? BROWSER_TOOLS : [])];
      return [id, { id, model, system, tools, delegatesTo, maxRuns, ...toBrowser(browser) }];
    },
  );
  const tools = Array.from(TOOLS.values(), (tool): [string, ToolPolicy] => {
    const { approval = tool.approval, approvers, expires } = file.tools?.[tool.name] ?? {};
    return [
      tool.name,
      {
        approval,
        decide: toPolicy(approvers, APPROVAL_POLICY),
        expiresAfterMs: expires ?? DAY_MS,
      },
    ];
  });
  return {
    allowHosts: file.fetch.allow_hosts,
    locale,
    timeZone: file.time_zone,
    publicUrl,
    defaultAgent: file.default_agent,
    agents: new Map(agents),
    tools: new Map(tools),
    toolDefault: { approval: 'always', decide: APPROVAL_POLICY, expiresAfterMs: DAY_MS },
    askPolicy: toPolicy(file.questions.answered_by, QUESTION_POLICY),
    reviewPolicy: toPolicy(file.reviews.reviewed_by, QUESTION_POLICY),
    reviewStages: toStages(file.reviews.stages),
    startPolicy: toPolicy(file.starts.approved_by, APPROVAL_POLICY),
    askExpiresAfterMs: file.questions.expires ?? DAY_MS,
    groups: new Map(Object.entries(file.groups)),
    admins: file.admins,
    people: Object.values(file.people),
    channels: file.channels.map(({ time_zone: timeZone, ...channel }) => ({ ...channel, timeZone })),
    access: toAccess(file),
    turnLimits: { ...toLimits(file.limits.turn, TURN_LIMITS), maxHistoryTokens: 6000 },
    runLimits: toLimits(file.limits.run, RUN_LIMITS),
    spending: toSpending(file.limits.spending),
    hasPushGroup,
    maxDeaths: file.limits.deaths,
    githubRepositories: file.github.repositories,
    githubWriteBack: file.github.write_back.map((one) => ({ repository: one.repository, close: one.close })),
    quiet: toQuiet(file),
    calendar: { holidays: file.quiet.holidays, extraWorkDays: file.quiet.extra_work_days },
    schedules: {
      minIntervalMs: file.schedules.min_interval,
      perPerson: file.schedules.per_person,
      perChannel: file.schedules.per_channel,
    },
    leaseMs: 30_000,
    concurrency,
  };
}

const toBrowser = (browser: ConfigFile['agents'][string]['browser']): Pick<AgentSettings, 'browser'> =>
  browser
    ? { browser: { sites: browser.sites, reads: browser.reads, ask: browser.ask, never: browser.never } }
    : {};

function toPolicy(input: DecideInput | undefined, base: DecisionPolicy): DecisionPolicy {
  if (!input) return base;
  const { people = [], groups = [] } = input;
  return {
    people,
    groups,
    askIn: input.ask_in ?? [],
    anyoneInChannel: input.anyone_in_channel ?? false,
    // Naming approvers takes the requester out, unless the file keeps them in.
    mayRequesterDecide: input.requester ?? (people.length === 0 && groups.length === 0),
    ...(input.token_holder ? { mayTokenHolderDecide: true } : {}),
    quorum: input.quorum ?? base.quorum,
    mayEdit: input.may_edit ?? base.mayEdit,
    onExpiry: input.on_expiry ?? base.onExpiry,
  };
}

const toStages = (stages: ConfigFile['reviews']['stages']): ReviewStage[] =>
  stages.map(({ title, reviewed_by: by, four_eyes: isFourEyes }) => ({
    title,
    policy: toPolicy(by, QUESTION_POLICY),
    isFourEyes,
  }));

function toLimits(input: RunLimitsInput, base: RunLimits): RunLimits {
  return {
    maxModelCalls: input.model_calls ?? base.maxModelCalls,
    maxToolCalls: input.tool_calls ?? base.maxToolCalls,
    maxTokens: input.tokens ?? base.maxTokens,
    maxWorkingMs: input.time ?? base.maxWorkingMs,
    maxIdleMs: input.idle ?? base.maxIdleMs,
    maxRetries: input.retries ?? base.maxRetries,
  };
}

const toSpending = (input: ConfigFile['limits']['spending']): SpendingSettings => ({
  person: input.person,
  channel: input.channel,
  everyone: input.everyone,
  messages: input.messages,
});

function toQuiet({ quiet, time_zone: usual }: ConfigFile): QuietTimes | null {
  const { hours, work_days: workDays, time_zone: timeZone } = quiet;
  if (!hours && !workDays) return null;
  const [from = '', to = ''] = hours?.split('-') ?? [];
  return {
    hours: hours ? { from, to } : null,
    timeZone: timeZone ?? usual,
    workDays: workDays ?? [...WEEKDAYS],
  };
}

/** The built-in chat serves whoever can sign in to it, unless the file says otherwise. */
function toAccess({ platforms }: ConfigFile): Map<string, AccessSettings> {
  return new Map(Object.entries({ [BUILT_IN_PLATFORM]: { channels: ['*'], people: ['*'] }, ...platforms }));
}
