import type { DecisionPolicy, ReviewStage } from './domain/ask.ts';
import type { BrowserRights } from './domain/browser.ts';
import type { WriteBack } from './domain/github.ts';
import type { CalendarDays, QuietTimes } from './domain/quiet.ts';
import type { LoopLimits, RunLimits } from './domain/run.ts';
import type { Locale } from './words/index.ts';

/** A named model with its words, tools and rights. */
export interface AgentSettings {
  id: string;
  model: string | null;
  system: string;
  /** Names of tools; a tool outside this list cannot be called by this agent. */
  tools: string[];
  /** The agents that it may give work to, `*` for all; null where the configuration does not say. */
  delegatesTo: string[] | null;
  /** How many of its runs work at once, in all processes together; null for as many as there is room for. */
  maxRuns: number | null;
  /** Absent where it has no browser. */
  browser?: BrowserRights;
}

/** When a tool needs an approval, and whose. */
export interface ToolPolicy {
  approval: 'always' | 'never' | 'when_tainted';
  decide: DecisionPolicy;
  expiresAfterMs: number;
}

/** Bounds of one turn of a conversation. */
export interface TurnLimits extends LoopLimits {
  maxWorkingMs: number;
  /** Tokens of earlier talk that the model is shown, estimated at four characters each. */
  maxHistoryTokens: number;
}

export interface ChannelSettings {
  platform: string;
  channel: string;
  locale: Locale | null;
  agent: string | null;
  timeZone: string | null;
}

/** Whom a platform serves. `*` names everybody; an empty list nobody. */
export interface AccessSettings {
  channels: string[];
  people: string[];
}

/** Bounds of what people may schedule. */
export interface ScheduleSettings {
  /** Two times of one schedule are at least so far apart. */
  minIntervalMs: number;
  perPerson: number;
  perChannel: number;
}

/** Bounds of what the model is asked for; null for none. */
export interface SpendingSettings {
  /** Tokens a day of one person, in one channel, and of everybody together. */
  person: number | null;
  channel: number | null;
  everyone: number | null;
  /** Messages a minute that one person puts to the model. */
  messages: number | null;
}

/** What the configuration decides, in the product's words. Read once at the start. */
export interface Settings {
  /** Hosts that may be asked wherever they lead, and without TLS. */
  allowHosts: readonly string[];
  locale: Locale;
  timeZone: string;
  publicUrl: string;
  defaultAgent: string;
  agents: ReadonlyMap<string, AgentSettings>;
  tools: ReadonlyMap<string, ToolPolicy>;
  /** For tools without a line of their own, by what they do to the world. */
  toolDefault: ToolPolicy;
  /** Who may answer questions and review results, unless the ask says otherwise. */
  askPolicy: DecisionPolicy;
  reviewPolicy: DecisionPolicy;
  /** The stages that finished work is reviewed in; none where one review is enough. */
  reviewStages: ReviewStage[];
  /** Who may approve a task that must not start without approval. */
  startPolicy: DecisionPolicy;
  askExpiresAfterMs: number;
  groups: ReadonlyMap<string, string[]>;
  admins: string[];
  /** The accounts of each person who has several: one person wherever people are counted. */
  people: readonly (readonly string[])[];
  channels: ChannelSettings[];
  access: ReadonlyMap<string, AccessSettings>;
  turnLimits: TurnLimits;
  runLimits: RunLimits;
  spending: SpendingSettings;
  /** The configuration names a group that is told of what happens in the channels of `push.from`. */
  hasPushGroup: boolean;
  /** So many workers a message, a delivery or a run may end without getting on; then it is set aside. */
  maxDeaths: number;
  schedules: ScheduleSettings;
  /** When people are not to be disturbed who have said nothing else; null for never. */
  quiet: QuietTimes | null;
  calendar: CalendarDays;
  /** Repositories that are not public and may be imported by everybody who is served: `acme/widgets`, `acme/*`. */
  githubRepositories: string[];
  /** Repositories whose issues are told what became of them. */
  githubWriteBack: readonly WriteBack[];
  leaseMs: number;
  concurrency: number;
}

/** The zone of a channel, where it has one of its own; else that of everything. */
export const zoneOf = (
  { channels, timeZone }: Pick<Settings, 'channels' | 'timeZone'>,
  place: { platform: string; channel: string } | null,
): string =>
  channels.find(({ platform, channel }) => platform === place?.platform && channel === place.channel)
    ?.timeZone ?? timeZone;

/** When a tool needs an approval here: by its own line of the configuration, else by the default for all tools. */
export const policyOf = (
  { tools, toolDefault }: Pick<Settings, 'tools' | 'toolDefault'>,
  tool: string,
): ToolPolicy => tools.get(tool) ?? toolDefault;
