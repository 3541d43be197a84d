import { enConsoleEditors } from './console-editors.ts';
import { enConsole } from './console.ts';

export const enConsolePhrases = { ...enConsole, ...enConsoleEditors };

export type ConsolePhrase = keyof typeof enConsolePhrases;
export type ConsolePhrases = Readonly<Record<ConsolePhrase, string>>;

/** The names in braces. `{week}` is none: it shows people how a parameter is written. */
type Named<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Exclude<Name, 'week'> | Named<Rest>
  : never;

/** The values that a phrase cannot be said without; none for one that has no names in braces. */
export type ConsoleValues<P extends ConsolePhrase> = [Named<(typeof enConsolePhrases)[P]>] extends [never]
  ? []
  : [values: Readonly<Record<Named<(typeof enConsolePhrases)[P]>, string | number>>];
