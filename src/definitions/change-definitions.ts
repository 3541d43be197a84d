import { checkAdmin } from '../access/check-admin.ts';
import { checkVersion } from '../shared/check-version.ts';
import {
  MAX_KEY,
  type CreateDefinitionInput,
  type DefinitionView,
  type UpdateDefinitionInput,
} from '../contract/definitions.ts';
import type { Definition, Parameter } from '../domain/definition.ts';
import { AppError, invalid } from '../domain/errors.ts';
import { LISTED_STATES, scheduleLabel } from '../domain/schedule.ts';
import { foldName } from '../domain/person.ts';
import type { Commands } from '../ports/commands.ts';
import { after, toPage } from '../shared/cursor.ts';
import { checkDefinition } from './check-definition.ts';
import type { App } from '../app.ts';
import { findDefinition } from './find-definition.ts';
import { showDefinition } from './show-definition.ts';

export type DefinitionCommands = Pick<
  Commands,
  'createDefinition' | 'listDefinitions' | 'getDefinition' | 'updateDefinition' | 'deleteDefinition'
>;

/** How often a change without a version begins again when others were quicker. */
const MAX_TRIES = 5;

/** Commands on definitions. Everybody may read them; administrators and whoever holds the API token change them. */
export function definitionCommands(app: App): DefinitionCommands {
  const { store, clock, ids } = app;
  const definitions = store.collection('definitions');

  return {
    async createDefinition(input, caller) {
      checkAdmin(caller);
      const id = ids.next();
      const dedupeKey = caller.key ?? id;
      const [made] = await definitions.find({ dedupeKey }, { limit: 1 });
      if (made) return showDefinition(made);
      const definition = checkDefinition(toDefinition(id, dedupeKey, input, clock.now()), app);
      try {
        await definitions.insert(definition);
      } catch (thrown) {
        const [same] = await definitions.find({ dedupeKey }, { limit: 1 });
        if (same) return showDefinition(same);
        throw nameTaken(thrown);
      }
      return showDefinition(definition);
    },

    async listDefinitions({ limit, cursor, active }) {
      const filter = active === undefined ? {} : { isActive: active };
      const found = await definitions.find(
        { ...filter, ...after(cursor, 'createdAt', 1) },
        { sort: { createdAt: 1, id: 1 }, limit: limit + 1 },
      );
      const page = toPage(found, limit, ({ createdAt, id }) => ({ at: createdAt, id }));
      return { items: page.items.map(showDefinition), nextCursor: page.nextCursor };
    },

    async getDefinition(ref) {
      return showDefinition(await findDefinition(app, ref));
    },

    async updateDefinition(ref, patch, caller, version) {
      checkAdmin(caller);
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const definition = await findDefinition(app, ref);
        checkVersion(definition, version);
        const changed = await change(definition, patch);
        if (changed) return changed;
      }
      throw new AppError('task.busy', { what: 'definition', ref });
    },

    async deleteDefinition(ref, caller, version) {
      checkAdmin(caller);
      const definition = await findDefinition(app, ref);
      checkVersion(definition, version);
      const { id, key } = definition;
      // One that is being made from it at this moment has all that it needs of it already.
      const users = await store.collection('tasks').count({ 'definition.id': id }, 1);
      if (users > 0) throw new AppError('definition.in_use', { definition: key });
      const scheduled = await store
        .collection('schedules')
        .find({ 'makes.definitionId': id, 'state': { $in: [...LISTED_STATES] } }, { limit: 5 });
      if (scheduled.length > 0)
        throw invalid('definition', 'in_use_by_schedules', scheduled.map(scheduleLabel));
      const count = await definitions.deleteMany({ id, version: definition.version });
      if (count === 0) checkVersion(await findDefinition(app, id), definition.version);
      return showDefinition(definition);
    },
  };

  /** Undefined when somebody else was quicker. */
  async function change(
    definition: Definition,
    patch: UpdateDefinitionInput,
  ): Promise<DefinitionView | undefined> {
    const { id, version } = definition;
    const set = { ...toFields(patch), updatedAt: clock.now() };
    const { parameters, workflow } = checkDefinition({ ...definition, ...set }, app);
    try {
      const changed = await definitions.update(
        { id, version },
        { $set: { ...set, parameters, ...(workflow && { workflow }) }, $inc: { version: 1 } },
      );
      return changed && showDefinition(changed);
    } catch (thrown) {
      throw nameTaken(thrown);
    }
  }
}

/** A unique key or name that another definition has, as a fault of the input. */
function nameTaken(thrown: unknown): unknown {
  if (!AppError.is(thrown, 'store.duplicate')) return thrown;
  return invalid(thrown.details.index === 'key' ? 'key' : 'name', 'name_in_use');
}

const NEW = {
  description: '',
  outputType: 'freeform',
  parameters: [],
  tools: [],
  agentId: null,
  isReviewRequired: false,
  isStartApprovalRequired: false,
  retries: null,
  isActive: true,
} as const satisfies Partial<Definition>;

function toDefinition(id: string, dedupeKey: string, input: CreateDefinitionInput, at: Date): Definition {
  const { name, instructions, key = keyFrom(name) } = input;
  const given = toFields(input);
  const stamps = { version: 1, createdAt: at, updatedAt: at };
  const fresh = { ...NEW, parameters: [], tools: [] };
  return { id, dedupeKey, instructions, ...fresh, ...given, key, name, nameKey: foldName(name), ...stamps };
}

/** The fields that were given, as they are kept. */
function toFields({ parameters, name, ...rest }: UpdateDefinitionInput): Partial<Definition> {
  const plain = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(plain) as Partial<Definition>), // the same fields, without those left out
    ...(name === undefined ? {} : { name, nameKey: foldName(name) }),
    ...(parameters ? { parameters: parameters.map(toParameter) } : {}),
  };
}

type ParameterInput = NonNullable<UpdateDefinitionInput['parameters']>[number];

const toParameter = ({
  name,
  label,
  kind,
  isRequired,
  options,
  default: preset,
  help,
}: ParameterInput): Parameter => ({
  name,
  label: label ?? name,
  kind,
  isRequired,
  ...(options ? { options } : {}),
  ...(preset === undefined ? {} : { default: preset }),
  ...(help === undefined ? {} : { help }),
});

/** `Weekly report` → `weekly-report`. */
function keyFrom(name: string): string {
  const words = foldName(name).match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.join('-').slice(0, MAX_KEY).replace(/-$/, '') || 'definition';
}
