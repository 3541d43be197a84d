import { z } from 'zod';
import { issueFaults } from './issue-faults.ts';
import type { CodedFault } from '../domain/error-facts.ts';
import { fault } from '../domain/errors.ts';
import type { ChatPlatform, PlatformSetup, Variables } from '../ports/chat-platform.ts';
import type { OwnCollection } from '../ports/store.ts';

interface Definition<Shape extends z.ZodRawShape> {
  name: string;
  /** Each variable by itself. */
  variables: z.ZodObject<Shape>;
  /** Variables that only mean something together. */
  together?: readonly (readonly (keyof Shape & string)[])[];
  /** What is right by itself and wrong together otherwise. */
  check?(given: Readonly<Partial<Record<keyof Shape, string>>>): readonly CodedFault[];
  collections?: readonly OwnCollection[];
  /** What follows from variables without a fault. */
  setUp(variables: z.output<z.ZodObject<Shape>>): Omit<PlatformSetup, 'faults'>;
}

/** A platform whose variables are checked before `setUp` sees them. */
export function definePlatform<Shape extends z.ZodRawShape>(definition: Definition<Shape>): ChatPlatform {
  const { name, variables, together = [], collections = [] } = definition;
  const names = Object.keys(variables.shape);
  return {
    name,
    variables: names,
    collections,
    read(environment) {
      const given = Object.fromEntries(names.map((variable) => [variable, environment[variable]]));
      const parsed = variables.safeParse(given, { reportInput: true });
      const faults = [
        ...issueFaults(parsed.error?.issues ?? [], name),
        ...together.flatMap((group) => missingOf(group, given)),
        // What was picked has these names and no others.
        ...(definition.check?.(given as Partial<Record<keyof Shape, string>>) ?? []),
      ];
      return parsed.success && faults.length === 0
        ? { faults, ...definition.setUp(parsed.data) }
        : { faults };
    },
  };
}

/** The variables of the group that are missing beside others of it. */
function missingOf(group: readonly string[], given: Variables): CodedFault[] {
  const missing = group.filter((variable) => !given[variable]);
  if (missing.length === group.length) return [];
  return missing.map((field) =>
    fault(
      field,
      'needed_with',
      group.filter((one) => one !== field),
    ),
  );
}

/** A variable that holds an address. @param example - one, for whoever got it wrong. */
export const addressVariable = (protocols: RegExp, example: string) =>
  z.url({ protocol: protocols, error: example });
