import type { ValueKind } from '../../domain/error-facts.ts';
import { INPUT_RULES } from '../../domain/input-rules.ts';
import type { FaultCatalogue } from '../parts/error-words.ts';
import { enActionWords } from './actions.ts';
import { enFields, TYPED_FIELDS } from './fields.ts';
import { enLabels } from './labels.ts';
import { enList } from './list.ts';
import { lower } from './lower.ts';
import { enScheduleFaults } from './schedule-errors.ts';

const KINDS: Record<ValueKind, string> = {
  text: 'text',
  number: 'a number',
  integer: 'a whole number',
  yes_or_no: 'true or false',
  list: 'a list',
  object: 'an object',
};

/** What would fix a value. */
export const enFaults: FaultCatalogue = {
  ...enScheduleFaults,
  empty: () => 'must not be empty',
  required: () => 'is required',
  needed_for: (action) => `is needed for ${action}`,
  one_of: (options) => `must be one of: ${enList(options)}`,
  some_of: (options) => `must be some of: ${enList(options)}`,
  nothing_to_choose: () => 'has nothing to choose from',
  which_field: () => `must be one of: ${enList(TYPED_FIELDS.map((field) => enFields[field]))}`,
  which_priority: () => `must be one of: ${enList(Object.values(enLabels.priorities))}`,
  which_decision: (allowed) => `must be one of: ${enList(allowed.map((one) => lower(enActionWords[one])))}`,
  kind: (kind) => `must be ${KINDS[kind]}`,
  too_short: (min) => `must have at least ${min} characters`,
  at_least: (min) => `must be at least ${min}`,
  at_most: (max) => `must be at most ${max}`,
  items_at_least: (min) => `needs at least ${min} of them`,
  items_at_most: (max) => `may have at most ${max} of them`,
  moment_with_zone: () => 'must be a date and time with its offset, such as 2026-12-01T09:00:00+08:00',
  address: (example) => `must be an address such as ${example}`,
  form: () => 'does not have the right form',
  unknown_field: () => 'is not a known field',
  unreadable: () => 'cannot be read',
  rule: (rule) => INPUT_RULES[rule],
  begins_with: (prefix) => `must begin with ${prefix}`,
  letters_and_digits: (count) => `must be ${count} letters and digits`,
  time_zone: () => 'must be an IANA time zone such as Asia/Shanghai',
  span: () => 'must be a span such as 30s, 15m, 24h or 7d',
  site: () => 'must be a host such as shop.example, *.shop.example or shop.example:8080',
  address_below: () => 'must be an address without its protocol, such as shop.example/graphql',
  secret_name: () => 'must be the name of a variable such as ERRAND_SECRET_PORTAL, never the secret itself',
  secret_unset: (name) => `must be set: secrets.${name} in errand.yaml names it`,
  token_name: () =>
    'must be the name of an environment variable such as ERRAND_TOKEN_REPORTS, never the token itself',
  decide_needs_person: () => 'only people decide: name the person whose token it is, or leave out "decide"',
  review_stays_open: () => 'a review stays open until somebody decides: leave it out',
  too_few_deciders: () => 'must not be more than the people who may decide',
  no_group: (group) => `there is no group "${group}"`,
  served_person: () => 'must be a person who is served, by their id, such as web:ana',
  needed_with: (others) => `is needed with ${others.join(' and ')}`,
  needed_unless: (other) => `is needed, unless ${other} is set`,
  needs_store: () => 'is needed with REDIS_URL: several processes need one store',
  needs_queue: () => 'is needed with MONGODB_URI: the queue and live updates go through it',
  needs_secret: () => 'must be set, the same for every process (for example: openssl rand -hex 32)',
  roles_need_services: () => 'splitting the roles needs MONGODB_URI and REDIS_URL',
  nothing_pushed: () =>
    'nothing would be pushed: name the channels under push.from in errand.yaml ("*" for all)',
  one_group: (variable) =>
    `only one group can be named here, and ${variable} does: add others in the console`,
  no_file: (file) => `there is no file ${file}`,
  unreadable_file: (file, code) => `${file} cannot be read (${code})`,
  not_yaml: (detail) => `is not valid YAML: ${detail}`,
  token_unset: (name) => `must be set: tokens.${name} in errand.yaml names it`,
  same_token: () => 'must differ from every other token',
  unusable_directory: (directory, code) =>
    `${directory} cannot be used (${code}); name a directory that this user may write to`,
  only_yourself: () => 'must be you',
  has_written: () => 'must be a person who has written to the bot before',
  number: () => 'must be a number',
  integer: () => 'must be a whole number',
  yes_or_no: () => 'must be yes or no',
  day: () => 'must be a day such as 2026-12-01',
  not_in_form: () => 'is not in the form',
  too_long: (max) => `must have at most ${max} characters`,
  which_task: () => 'say which task: T-42 or words of its title',
  why_put_off: () => 'say why it is deferred',
  in_the_past: () => 'is in the past; give a time in the future',
  what_differs: () => 'say what should change',
  no_delegation: (from, to, allowed) =>
    `agent ${from} may not give work to agent ${to}; it may give work to: ${enList(allowed) || 'none (delegates_to in errand.yaml)'}`,
  in_a_circle: (chain) => `would form a loop: ${chain}`,
  too_deep: (chain) => `has been delegated too many times: ${chain}`,
  callback_off: () => 'is off for this key',
  callback_refused: (host) => `may not lead to ${host} with this key`,
  no_body: () => 'is no longer kept, so it cannot be sent again',
  no_agent: (id, agents) => `there is no agent "${id}"; there are: ${enList(agents)}`,
  two_people: (name) => `two people are called "${name}"; give the id`,
  no_repository: (host) => `must be a repository such as acme/widgets, or its address on ${host}`,
  which_import: () => 'must be one of: state, labels, limit, sync',
  no_label: (label, labels) => `"${label}" is not one of: ${enList(labels)}`,
  not_by_hand: (status, statuses) => `${status} cannot be set by hand; possible: ${enList(statuses)}`,
  cursor: () => 'did not come from this list',
  other_kind: (kind) => `does not fit a question of the kind ${kind}`,
  unknown_place: (place, known) =>
    `{${place}} is not a parameter; ${known.length > 0 ? `there are: ${enList(known)}` : 'there are none yet'}`,
  unknown_part: (key, known) =>
    `there is no task "${key}" before it; ${known.length > 0 ? `before it come: ${enList(known)}` : 'it is the first'}`,
  braces: (text) => `${text} is not understood; write {name}, {taskResult:key} or {taskResult:key|instead}`,
  person_or_agent: () => 'is either for a person or for an agent',
  no_parts: () => 'a workflow needs at least one task',
  name_in_use: () => 'is already used by another definition',
  twice: () => 'appears twice',
  options_needed: () => 'needs options to choose from',
  no_definition: (ref) => `there is no definition "${ref}"`,
  unknown_tool: (tool, known) => `there is no tool "${tool}"; there are: ${enList(known)}`,
  not_your_channel: () => 'can be chosen only from within that channel; leave it out to be told in private',
  not_served: (key) => `is not served: add it to ${key} in errand.yaml`,
  no_platform: (platform, known) => `there is no platform "${platform}"; there are: ${enList(known)}`,
  address_in_use: () => 'is already used by another group',
  in_configuration: () =>
    'is set in the configuration: change WECOM_WEBHOOK_URL, or push.from in errand.yaml, and restart',
  json: () => 'must be JSON, as in the field before',
  no_tool: () => 'cannot be changed: the tool no longer exists',
  too_many: (max) => `is too many: there are ${max} already, which is the limit`,
};
