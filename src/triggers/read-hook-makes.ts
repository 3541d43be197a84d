import type { App } from '../app.ts';
import type { CreateTriggerInput, UpdateTriggerInput } from '../contract/triggers.ts';
import { findActive, lookFor } from '../definitions/find-definition.ts';
import type { CodedFault } from '../domain/error-facts.ts';
import { AppError, fault } from '../domain/errors.ts';
import type { HookMakes } from '../domain/trigger.ts';
import { readAgent } from '../tasks/assignee.ts';

type Given = Pick<
  UpdateTriggerInput & CreateTriggerInput,
  'definition' | 'parameters' | 'title' | 'instructions' | 'agentId' | 'tags' | 'isReviewRequired'
>;

const NOTHING: HookMakes = {
  definitionId: null,
  parameters: {},
  title: '',
  description: '',
  agentId: null,
  tags: [],
  isReviewRequired: false,
};

/**
 * What each delivery becomes.
 * @param before - what it is now, where it is being changed.
 * @throws AppError `input.invalid` naming parameters that the definition does not have, or needs; `not_found`, `definition.inactive`.
 */
export async function readHookMakes(app: App, input: Given, before: HookMakes = NOTHING): Promise<HookMakes> {
  const { title, instructions, agentId, tags, isReviewRequired } = input;
  const ref = input.definition === undefined ? before.definitionId : input.definition;
  const isNamed = input.definition !== undefined || input.parameters !== undefined;
  // One that was switched off since stays, unless it is named anew.
  const find = isNamed ? findActive : lookFor;
  const definition = ref === null ? null : ((await find(app, ref)) ?? null);
  const parameters = (input.parameters ?? before.parameters) as HookMakes['parameters']; // as the schema reads them
  const faults = !isNamed
    ? []
    : faultsOf(definition?.parameters ?? [], Object.keys(parameters), definition !== null);
  if (faults.length > 0) throw new AppError('input.invalid', { faults });
  return {
    definitionId: isNamed ? (definition?.id ?? null) : before.definitionId,
    parameters,
    title: title ?? before.title,
    description: instructions ?? before.description,
    agentId: agentId === undefined ? before.agentId : agentId && readAgent(agentId, app.settings),
    tags: tags ?? before.tags,
    isReviewRequired: isReviewRequired ?? before.isReviewRequired,
  };
}

function faultsOf(
  asked: readonly { name: string; isRequired: boolean }[],
  given: readonly string[],
  hasDefinition: boolean,
): CodedFault[] {
  if (!hasDefinition && given.length > 0) return [fault('definition', 'needed_for', 'parameters')];
  const known = asked.map(({ name }) => name);
  return [
    ...given
      .filter((name) => !known.includes(name))
      .map((name) => fault(`parameters.${name}`, 'unknown_field')),
    ...asked
      .filter(({ name, isRequired }) => isRequired && !given.includes(name))
      .map(({ name }) => fault(`parameters.${name}`, 'required')),
  ];
}
