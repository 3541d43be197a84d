import { toAutomaton, type Automaton } from './automaton.ts';
import { readSyntax, type Node } from './syntax.ts';

type Regex = Pick<RegExp, 'source' | 'flags'>;

/** Of each kind of character that the expressions of this code tell apart, some; those of an expression itself come on top. */
const SAMPLES = [
  ...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)),
  ...Array.from(
    'é\u00a0…“”‘’—–·•À\u0301\u200b\u202e\u2028\u3000，。、：；！？「」《》【】（）～一二的任务が가АあＡ１①😀\u{1f3fb}\ufe0f\u{20000}',
  ),
];

/** Before an expression that may begin anywhere: what the engine has skipped. */
const ANYTHING: Node = { kind: 'repeat', item: { kind: 'set', source: '[^]' }, min: 0, max: Infinity };

/** For each place the characters that it takes, as bits. */
function takenBy({ sets, places }: Automaton, source: string, flags: string): bigint[] {
  const alphabet = [...new Set([...SAMPLES, ...Array.from(source)])];
  const own = flags.replaceAll(/[dgy]/g, '');
  const taken = sets.map((set) => {
    const pattern = new RegExp(`^(?:${set})$`, own);
    return alphabet.reduce((bits, one, at) => (pattern.test(one) ? bits | (1n << BigInt(at)) : bits), 0n);
  });
  return places.map((set) => taken[set] ?? 0n);
}

/** Places that can be reached from one another have the same number; a place that is passed once has -1. */
function loopsOf({ next }: Automaton): number[] {
  const reached = next.map((_, start) => {
    const seen = new Set<number>();
    const todo = [start];
    for (let place = todo.pop(); place !== undefined; place = todo.pop())
      for (const to of next[place]?.keys() ?? []) {
        if (!seen.has(to)) todo.push(to);
        seen.add(to);
      }
    return seen;
  });
  return reached.map((from, place) =>
    from.has(place) ? reached.findIndex((back, other) => from.has(other) && back.has(place)) : -1,
  );
}

type State = readonly number[];

/** Whether steps lead from one of the states to one that is looked for. */
function reaches(
  starts: readonly State[],
  step: (at: State) => Iterable<State>,
  isFound: (at: State) => boolean,
): boolean {
  const seen = new Set<string>();
  const todo = [...starts];
  for (let at = todo.pop(); at; at = todo.pop())
    for (const to of step(at)) {
      if (isFound(to)) return true;
      const key = to.join();
      if (!seen.has(key)) todo.push(to);
      seen.add(key);
    }
  return false;
}

interface Ways {
  automaton: Automaton;
  loops: readonly number[];
  inLoops: readonly number[];
  /** The places after one that lie in the same loop. */
  within: (place: number) => number[];
  bits: (place: number) => bigint;
}

function waysOf(tree: Node, { source, flags }: Regex): Ways {
  const automaton = toAutomaton(tree);
  const taken = takenBy(automaton, source, flags);
  const loops = loopsOf(automaton);
  return {
    automaton,
    loops,
    inLoops: loops.flatMap((loop, place) => (loop === -1 ? [] : [place])),
    within: (place) => [...(automaton.next[place]?.keys() ?? [])].filter((to) => loops[to] === loops[place]),
    bits: (place) => taken[place] ?? 0n,
  };
}

/** Two ways from a place of a loop back to it by one text: each further round doubles them. */
function doubles({ automaton: { next }, inLoops, within, bits }: Ways): boolean {
  function* inPairs([a = 0, b = 0]: State): Iterable<State> {
    for (const toA of within(a))
      for (const toB of within(b)) if (bits(toA) & bits(toB)) yield toA < toB ? [toA, toB] : [toB, toA];
  }
  const isTwice = inLoops.some((place) => within(place).some((to) => (next[place]?.get(to) ?? 0) > 1));
  const split = inLoops.flatMap((place) => [...inPairs([place, place])].filter(([a, b]) => a !== b));
  return isTwice || reaches(split, inPairs, ([a, b]) => a === b);
}

/** One text stays in a loop, stays in a later one, and leads from the first to the second: each place to change over is tried. */
function multiplies({ automaton: { next, ends }, loops, inLoops, within, bits }: Ways): boolean {
  function* inThrees([p = 0, between = 0, q = 0]: State): Iterable<State> {
    for (const toP of within(p))
      for (const toBetween of next[between]?.keys() ?? []) {
        const both = bits(toP) & bits(toBetween);
        if (both) for (const toQ of within(q)) if (both & bits(toQ)) yield [toP, toBetween, toQ];
      }
  }
  return inLoops.some((p) =>
    inLoops.some(
      (q) =>
        loops[p] !== loops[q] &&
        !ends.has(q) &&
        reaches([[p, p, q]], inThrees, ([toP, between, toQ]) => toP === p && between === q && toQ === q),
    ),
  );
}

/** The first thing that every way through the tree does is to check that it stands at the start. */
function isAnchored(tree: Node): boolean {
  if (tree.kind === 'check') return tree.isStart;
  if (tree.kind === 'any') return tree.items.every(isAnchored);
  return tree.kind === 'all' && tree.items[0] !== undefined && isAnchored(tree.items[0]);
}

/**
 * Whether the time for a text of n characters that does not fit may grow with 2^n. What the expression looks at around
 * counts too.
 */
export function isExponential(regex: Regex): boolean {
  const { tree, looks } = readSyntax(regex.source, regex.flags);
  return [tree, ...looks].some((one) => doubles(waysOf(one, regex)));
}

/** Whether the time for a text of n characters may grow with n² or faster, the search for where it begins included. */
export function isSuperLinear(regex: Regex): boolean {
  const { tree, looks } = readSyntax(regex.source, regex.flags);
  const anywhere = (one: Node): Node => ({ kind: 'all', items: [ANYTHING, one] });
  const whole = (tree.kind === 'any' ? tree.items : [tree]).map((one) =>
    regex.flags.includes('y') || isAnchored(one) ? one : anywhere(one),
  );
  return [...whole, ...looks.map(anywhere)]
    .map((one) => waysOf(one, regex))
    .some((ways) => doubles(ways) || multiplies(ways));
}
