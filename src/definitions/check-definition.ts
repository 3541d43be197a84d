import type { App } from '../app.ts';
import { checkForm } from '../forms/check-answer.ts';
import type { Field } from '../domain/ask.ts';
import { placesInStep } from '../domain/fill-steps.ts';
import { fieldOf, placesIn, type Definition, type Parameter } from '../domain/definition.ts';
import {
  braceMistakes,
  freezeReferences,
  keyNamed,
  referencesIn,
  type Workflow,
} from '../domain/workflow.ts';
import { impossibleStages, toStage } from '../domain/review.ts';
import { AppError, fault } from '../domain/errors.ts';
import type { EvidenceRules } from '../domain/evidence.ts';
import type { CodedFault } from '../domain/error-facts.ts';
import { foldName } from '../domain/person.ts';
import type { Settings } from '../settings.ts';

/**
 * The definition with its defaults in the types of their kinds.
 * @throws AppError `input.invalid` naming everything that cannot work.
 */
export function checkDefinition(
  definition: Definition,
  { settings, toolInputs }: Pick<App, 'toolInputs'> & { settings: DefinitionSettings },
): Definition {
  const { agents } = settings;
  const { agentId, instructions, parameters, tools, workflow, evidence } = definition;
  const names = parameters.map(({ name }) => name);
  const strangers = placesIn(instructions).filter((place) => !names.includes(place));
  const faults = [
    ...stageFaults(definition, settings),
    ...workflowFaults(definition, names, agents),
    ...capabilityFaults(definition, names, settings),
    ...evidenceFaults(evidence, toolInputs),
    ...strangers.map((place) => fault('instructions', 'unknown_place', place, [...new Set(names)])),
    ...parameters.flatMap((parameter, at) => parameterFaults(parameter, at, names)),
    ...tools.flatMap((tool, at) =>
      toolInputs.has(tool) ? [] : [fault(`tools.${at}`, 'unknown_tool', tool, [...toolInputs.keys()])],
    ),
    ...(agentId === null || agents.has(agentId)
      ? []
      : [fault('agentId', 'no_agent', agentId, [...agents.keys()])]),
  ];
  if (faults.length > 0) throw new AppError('input.invalid', { faults });
  const settled = { ...definition, parameters: parameters.map(settleDefault) };
  return workflow ? { ...settled, workflow: settleReferences(workflow) } : settled;
}

/** Calls of tools that there are not could never be made. */
export const evidenceFaults = (
  evidence: EvidenceRules | null | undefined,
  toolInputs: App['toolInputs'],
): CodedFault[] =>
  (evidence?.calls ?? []).flatMap((tool, at) =>
    toolInputs.has(tool) ? [] : [fault(`evidence.calls.${at}`, 'unknown_tool', tool, [...toolInputs.keys()])],
  );

type DefinitionSettings = Pick<Settings, 'agents' | 'groups' | 'reviewPolicy'>;

/** What every run has as an output. */
const OUTPUT = 'agent_message';

/** Steps that could never be done: with a value that nobody gives, or by an agent that has no browser. */
function capabilityFaults(
  { capability, workflow, agentId }: Definition,
  names: readonly string[],
  { agents }: DefinitionSettings,
): CodedFault[] {
  if (!capability) return [];
  const path = 'capability.steps';
  const able = [...agents].filter(([id, { browser }]) => browser && (agentId === null || id === agentId));
  const strangers = capability.steps.flatMap((step, at) =>
    placesInStep(step)
      .filter((place) => !names.includes(place))
      .map((place) => fault(`${path}.${at}`, 'unknown_place', place, [...names])),
  );
  const texts = capability.steps.flatMap((step, at) =>
    step.do !== 'press' && 'target' in step && step.target?.role === 'text'
      ? [fault(`${path}.${at}.target.role`, 'no_control')]
      : [],
  );
  const outputs = capability.steps.map((step) => (step.do === 'read' ? foldName(step.name) : ''));
  const twice = outputs.flatMap((output, at) =>
    output !== '' && (output === OUTPUT || outputs.indexOf(output) !== at)
      ? [fault(`${path}.${at}.name`, 'twice')]
      : [],
  );
  return [
    ...strangers,
    ...texts,
    ...twice,
    ...(able.length > 0 ? [] : [fault(path, 'no_browser')]),
    ...(workflow ? [fault(path, 'steps_or_parts')] : []),
  ];
}

/** Stages that could never be passed, and groups that there are not. */
function stageFaults(
  { reviewStages = [] }: Definition,
  { groups, reviewPolicy }: DefinitionSettings,
): CodedFault[] {
  const path = (at: number): string => `reviewStages.${at}.reviewedBy`;
  const strangers = reviewStages.flatMap(({ reviewedBy }, at) =>
    reviewedBy.groups.flatMap((group, place) =>
      groups.has(group) ? [] : [fault(`${path(at)}.groups.${place}`, 'no_group', group)],
    ),
  );
  const stages = reviewStages.map((one) => toStage(one, reviewPolicy));
  const short = impossibleStages(stages).map((at) => fault(`${path(at)}.quorum`, 'too_few_deciders'));
  return [...strangers, ...short];
}

/** What nobody could carry out, each at its field: only what comes before can be named, so that there are no circles. */
function workflowFaults(
  { workflow, instructions }: Definition,
  names: readonly string[],
  agents: ReadonlyMap<string, unknown>,
): CodedFault[] {
  if (!workflow)
    return referencesIn(instructions).map(({ key }) => fault('instructions', 'unknown_part', key, []));
  const keys = workflow.tasks.map(({ key }) => key);
  if (keys.length === 0) return [fault('workflow.tasks', 'no_parts')];
  const inWhole = braceMistakes(instructions).map((one) => fault('instructions', 'braces', one));
  const early = referencesIn(instructions).map(({ key }) => fault('instructions', 'unknown_part', key, []));
  const inParts = workflow.tasks.flatMap(({ key, agentId, assignee, needs, ...task }, at) => {
    const path = `workflow.tasks.${at}`;
    const before = keys.slice(0, at);
    const isUnknown = (one: string): boolean => !before.includes(keyNamed(one, keys) ?? '');
    const strangers = placesIn(task.instructions).filter((place) => !names.includes(place));
    return [
      ...(keys.indexOf(key) === at ? [] : [fault(`${path}.key`, 'twice')]),
      ...(needs ?? []).flatMap((one, place) =>
        before.includes(one) ? [] : [fault(`${path}.needs.${place}`, 'unknown_part', one, before)],
      ),
      ...referencesIn(task.instructions)
        .filter((one) => isUnknown(one.key))
        .map((one) => fault(`${path}.instructions`, 'unknown_part', one.key, before)),
      ...braceMistakes(task.instructions).map((one) => fault(`${path}.instructions`, 'braces', one)),
      ...strangers.map((place) => fault(`${path}.instructions`, 'unknown_place', place, [...names])),
      ...(agentId === null || agents.has(agentId)
        ? []
        : [fault(`${path}.agentId`, 'no_agent', agentId, [...agents.keys()])]),
      ...(agentId !== null && assignee !== null ? [fault(`${path}.assignee`, 'person_or_agent')] : []),
    ];
  });
  return [...inWhole, ...early, ...inParts];
}

/** What names a task by its place names it by its key from now on. */
function settleReferences(workflow: Workflow): Workflow {
  const keys = workflow.tasks.map(({ key }) => key);
  const tasks = workflow.tasks.map((task) => ({
    ...task,
    instructions: freezeReferences(task.instructions, keys),
  }));
  return { ...workflow, tasks };
}

function settleDefault({ default: preset, ...parameter }: Parameter): Parameter {
  if (preset === undefined) return parameter;
  const read = checkForm([parameter], { [parameter.name]: preset })[parameter.name];
  return read === undefined ? parameter : { ...parameter, default: read as typeof preset }; // as its kind has it
}

function parameterFaults(parameter: Parameter, at: number, names: readonly string[]): CodedFault[] {
  const { name, kind, options, default: preset } = parameter;
  const path = `parameters.${at}`;
  const isMenu = kind === 'choice' || kind === 'choices';
  return [
    ...(names.indexOf(name) === at ? [] : [fault(`${path}.name`, 'twice')]),
    ...(isMenu && !options ? [fault(`${path}.options`, 'options_needed')] : []),
    ...(preset === undefined
      ? []
      : faultsOf([fieldOf(parameter)], { [name]: preset }, () => `${path}.default`)),
  ];
}

/**
 * The values that a definition's work is done with: what was given, each in the type of its kind, and the defaults of what was
 * left out and may be.
 * @throws AppError `input.invalid` naming each as `parameters.<name>`.
 */
export function readParameters(
  { parameters }: Pick<Definition, 'parameters'>,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const fields = parameters.map(fieldOf);
  const faults = faultsOf(fields, given, (name) => `parameters.${name}`);
  if (faults.length > 0) throw new AppError('input.invalid', { faults });
  const optional = fields.filter(({ isRequired }) => !isRequired);
  const presets = Object.fromEntries(optional.map(({ name, value }) => [name, value]));
  return { ...checkForm(optional, presets), ...checkForm(fields, given) };
}

/** The same check as of any form, under the names of the input. */
function faultsOf(
  fields: readonly Field[],
  values: Readonly<Record<string, unknown>>,
  rename: (name: string) => string,
): CodedFault[] {
  try {
    checkForm(fields, values);
    return [];
  } catch (thrown) {
    if (!AppError.is(thrown, 'input.invalid')) throw thrown;
    const faults = thrown.details.faults as CodedFault[]; // what `checkForm` throws
    return faults.map((one) => ({ ...one, field: rename(one.field) }));
  }
}

/** The fields of what is required and not there. */
export const missingFields = (
  { parameters }: Pick<Definition, 'parameters'>,
  values: Readonly<Record<string, unknown>>,
): Field[] =>
  parameters.filter(({ isRequired, name }) => isRequired && !Object.hasOwn(values, name)).map(fieldOf);

/**
 * Reads the values that were given so far, whatever is missing.
 * @throws AppError `input.invalid` naming each that does not fit, and each that the definition does not have.
 */
export const readGiven = (
  { parameters }: Pick<Definition, 'parameters'>,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  checkForm(
    parameters.map((parameter) => ({ ...fieldOf(parameter), isRequired: false })),
    given,
  );
