import type { DefinitionView } from '../contract/definitions.ts';
import type { Definition } from '../domain/definition.ts';

/** A definition as the outside sees it. */
export function showDefinition({
  nameKey: _,
  dedupeKey: __,
  createdAt,
  updatedAt,
  notify = null,
  workflow = null,
  capability = null,
  reviewStages = [],
  evidence = null,
  isDraftReviewRequired = false,
  ...rest
}: Definition): DefinitionView {
  return {
    ...rest,
    notify,
    workflow,
    capability,
    reviewStages,
    evidence,
    isDraftReviewRequired,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
