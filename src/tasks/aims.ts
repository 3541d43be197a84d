import type { App } from '../app.ts';
import { AIM_KINDS, aimId, type AimKind } from '../domain/aim.ts';
import type { Task } from '../domain/task.ts';
import type { Filter } from '../ports/store.ts';

type Aims = Partial<Pick<Task, AimKind>>;

/** The project and the goal that are given, each as it was first called; whoever names one first has made it. */
export async function readAims(
  app: Pick<App, 'store' | 'clock'>,
  given: { [K in AimKind]?: string | null | undefined },
): Promise<Aims> {
  const set: Aims = {};
  for (const kind of AIM_KINDS) {
    const name = given[kind];
    if (name !== undefined) set[kind] = name === null ? null : await firstName(app, kind, name);
  }
  return set;
}

async function firstName(
  { store, clock }: Pick<App, 'store' | 'clock'>,
  kind: AimKind,
  name: string,
): Promise<string> {
  const aims = store.collection('aims');
  const id = aimId(kind, name);
  const known = await aims.get(id);
  if (known) return known.name;
  await aims.insertIfAbsent({ id, kind, name, createdAt: clock.now() });
  return (await aims.get(id))?.name ?? name;
}

/** Finds the tasks of a project or goal by its name in any letters. */
export async function aimFilter({ store }: Pick<App, 'store'>, kind: AimKind, name: string): Promise<Filter> {
  const known = await store.collection('aims').get(aimId(kind, name));
  return { [kind]: known?.name ?? name };
}
