import type { Grants } from './guard.ts';
import type { Tool } from './tool.ts';

/** The tools that an agent's configuration names and that make sense in the scope. Naming one that is not there grants nothing. */
export function grantTools(
  tools: ReadonlyMap<string, Tool>,
  names: readonly string[],
  scope: 'turn' | 'run',
): Grants {
  const granted = names.flatMap((name) => {
    const tool = tools.get(name);
    return tool?.scopes.includes(scope) ? [[name, tool] as const] : [];
  });
  return new Map(granted);
}
