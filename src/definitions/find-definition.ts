import type { App } from '../app.ts';
import type { Definition } from '../domain/definition.ts';
import { AppError, fault } from '../domain/errors.ts';
import { foldName } from '../domain/person.ts';

/** How many definitions people and models are shown at once. */
const MAX_SHOWN = 50;

/** By id or key; undefined when there is none. */
export async function lookFor(app: App, ref: string): Promise<Definition | undefined> {
  const { store } = app;
  const definitions = store.collection('definitions');
  const [named] = await definitions.find({ key: foldName(ref) }, { limit: 1 });
  return named ?? definitions.get(ref);
}

/** @throws AppError `not_found` with a fault for the field `definition`. */
export async function findDefinition(app: App, ref: string): Promise<Definition> {
  const found = await lookFor(app, ref);
  if (found) return found;
  const faults = [fault('definition', 'no_definition', ref)];
  throw new AppError('not_found', { what: 'definition', ref, faults });
}

/** One that tasks can be made from. @throws AppError `not_found`, `definition.inactive`. */
export async function findActive(app: App, ref: string): Promise<Definition> {
  const definition = await findDefinition(app, ref);
  checkActive(definition);
  return definition;
}

/** The oldest that tasks can be made from. */
export const listActive = ({ store }: App): Promise<Definition[]> =>
  store
    .collection('definitions')
    .find({ isActive: true }, { sort: { createdAt: 1, id: 1 }, limit: MAX_SHOWN });

/** @throws AppError `definition.inactive`. */
export function checkActive({ isActive, key }: Definition): void {
  if (!isActive) throw new AppError('definition.inactive', { definition: key });
}
