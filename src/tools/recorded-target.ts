import { z } from 'zod';
import { stepTarget } from '../contract/capabilities.ts';
import { findAgain } from '../browser/find-again.ts';
import { fingerprintOf, fingerprintOfText, markedWith } from '../browser/fingerprint.ts';
import { placesOf } from '../browser/page-places.ts';
import type { SeeingSession } from '../browser/sessions.ts';
import { tellTrouble } from '../browser/tell.ts';
import type { Tool } from '../agent/tool.ts';
import type { FilledTarget, StepTarget } from '../domain/capability.ts';
import type { ElementMark } from '../ports/browser.ts';

/** An element as it was recorded, in place of a ref. Models are not told of it. */
export const recordedTarget = stepTarget.extend({ must: z.array(z.string()).max(30).optional() });

/** The number of the recorded step that a call carries out: two that are alike are two. */
export const stepNumber = z.number().int().min(1).optional();

/** A page may still be making what is looked for: it is looked at again after these. */
const AGAIN_SECONDS = [0.5, 1.5];
/** Of more elements the marks are not asked for. */
const MAX_MARKED = 200;

/** The element of the page as it is now, to act on; or what the caller is told in its place. */
export async function findTarget(
  target: FilledTarget,
  session: SeeingSession,
  signal: AbortSignal,
): Promise<{ ref: string } | { text: string } | { problem: string }> {
  if (target.role === 'text') return { text: target.name };
  for (const seconds of [...AGAIN_SECONDS, undefined]) {
    const { nodes } = await session.look(signal);
    const isMarked = Object.keys(markedWith(target as ElementMark)).length > 0; // the marks that it was recorded with
    const refs = isMarked ? placesOf(nodes).map(({ ref }) => ref) : [];
    const found = findAgain(target, nodes, await session.marks(refs.slice(0, MAX_MARKED), signal));
    if ('ref' in found) return found;
    if (seconds === undefined) {
      const detail = `${target.role} ${target.name}`.trim();
      return { problem: tellTrouble({ kind: found.problem, detail }) };
    }
    await session.act({ kind: 'wait', seconds }, { maySend: false, signal });
  }
  throw new Error('the last look has told'); // the loop ends with a return
}

/** The same for what only a control can be: words are none. */
export async function findControl(
  { ref, target }: { ref?: string | undefined; target?: FilledTarget | undefined },
  session: SeeingSession,
  signal: AbortSignal,
): Promise<{ ref: string | undefined } | { problem: string }> {
  if (!target) return { ref };
  const found = await findTarget(target, session, signal);
  return 'text' in found ? { problem: tellTrouble({ kind: 'no_element', detail: target.name }) } : found;
}

/** What is kept of an element of the last look, and whether what stands in it may be kept. */
export async function recordTarget(
  { ref, text }: { ref?: string | undefined; text?: string | undefined },
  session: SeeingSession,
  signal: AbortSignal,
): Promise<{ target: StepTarget; isMasked: boolean } | undefined> {
  const nodes = session.seen()?.nodes ?? [];
  const named = text === undefined ? undefined : fingerprintOfText(text, nodes);
  const known = ref ?? named?.ref;
  const mark = known === undefined ? undefined : (await session.marks([known], signal)).get(known);
  const target = known === undefined ? named?.target : fingerprintOf(known, nodes, mark);
  // Of what is not known to be readable nothing is kept.
  return target && { target, isMasked: mark === undefined || mark.isMasked === true };
}

/** The tool without what only recorded steps say, in what models are shown. */
export function hideFrom<T extends Tool>(tool: T, hidden: readonly string[]): T {
  const cut = (given: unknown): unknown => {
    if (Array.isArray(given)) return given.map(cut);
    if (typeof given !== 'object' || given === null) return given;
    return Object.fromEntries(
      Object.entries(given).map(([key, value]: [string, unknown]) => {
        const isList = key === 'properties' && typeof value === 'object' && value !== null;
        const kept = isList ? Object.entries(value).filter(([name]) => !hidden.includes(name)) : [];
        return [key, isList ? Object.fromEntries(kept.map(([name, one]) => [name, cut(one)])) : cut(value)];
      }),
    );
  };
  const parameters = cut(tool.spec.parameters) as Record<string, unknown>; // what it was, with less in it
  return { ...tool, spec: { ...tool.spec, parameters } };
}
