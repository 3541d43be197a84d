import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** SHA-256, hex, over the tool and its arguments in an order that does not depend on how they were written. */
export function hashAction(tool: string, args: unknown): string {
  return createHash('sha256')
    .update(canonicalJson([tool, args]))
    .digest('hex');
}
