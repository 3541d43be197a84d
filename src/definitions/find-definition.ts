import type { Definition } from '../domain/definition.ts';
import { AppError, fault } from '../domain/errors.ts';
import { foldName } from '../domain/person.ts';
import type { Ports } from '../ports/index.ts';

export type FindDefinition = ReturnType<typeof createFindDefinition>;

/** How many definitions people and models are shown at once. */
const MAX_SHOWN = 50;

export function createFindDefinition({ store }: Pick<Ports, 'store'>) {
  const definitions = store.collection('definitions');

  /** By id or key; undefined when there is none. */
  async function lookFor(ref: string): Promise<Definition | undefined> {
    const [named] = await definitions.find({ key: foldName(ref) }, { limit: 1 });
    return named ?? definitions.get(ref);
  }

  /** @throws AppError `not_found` with a fault for the field `definition`. */
  async function findDefinition(ref: string): Promise<Definition> {
    const found = await lookFor(ref);
    if (found) return found;
    const faults = [fault('definition', 'no_definition', ref)];
    throw new AppError('not_found', { what: 'definition', ref, faults });
  }

  /** One that tasks can be made from. @throws AppError `not_found`, `definition.inactive`. */
  async function findActive(ref: string): Promise<Definition> {
    const definition = await findDefinition(ref);
    checkActive(definition);
    return definition;
  }

  /** The oldest that tasks can be made from. */
  const listActive = (): Promise<Definition[]> =>
    definitions.find({ isActive: true }, { sort: { createdAt: 1, id: 1 }, limit: MAX_SHOWN });

  return { lookFor, findDefinition, findActive, listActive };
}

/** @throws AppError `definition.inactive`. */
export function checkActive({ isActive, key }: Definition): void {
  if (!isActive) throw new AppError('definition.inactive', { definition: key });
}
