import { canonicalJson } from './canonical-json.ts';
import { sha256 } from './sha256.ts';

/** SHA-256, hex, over the tool and its arguments in an order that does not depend on how they were written. */
export function hashAction(tool: string, args: unknown): string {
  return sha256(canonicalJson([tool, args]));
}
