import type { Node } from './syntax.ts';

/** Places in an expression that take a character, and from which to which one may go, in how many ways (1, or 2 for more). */
export interface Automaton {
  /** The set of characters that a place takes, as an index into `sets`. */
  places: number[];
  sets: string[];
  next: Map<number, number>[];
  /** Places at which the expression fits whatever follows: no check stands behind them. */
  ends: Set<number>;
}

interface Part {
  /** In how many ways it takes nothing at all. */
  empty: number;
  first: Map<number, number>;
  last: Map<number, number>;
  /** It takes nothing and checks nothing. */
  isFree: boolean;
  ends: Set<number>;
}

const NOTHING: Part = { empty: 1, first: new Map(), last: new Map(), isFree: true, ends: new Set() };
const NOWHERE: Part = { ...NOTHING, empty: 0, isFree: false };
/** Of a part that may come up to so many times: more would tell nothing new of how the whole may be taken. */
const MOST_COPIES = 40;
const more = (ways: number): number => Math.min(2, ways);

function add(into: Map<number, number>, from: Map<number, number>, times: number): void {
  if (times === 0) return;
  for (const [place, ways] of from) into.set(place, more((into.get(place) ?? 0) + ways * times));
}

function sum(a: Map<number, number>, b: Map<number, number>, timesB: number): Map<number, number> {
  const both = new Map(a);
  add(both, b, timesB);
  return both;
}

/** Glushkov's automaton of a tree: without empty moves, so that each path is one way in which the engine may match. */
export function toAutomaton(tree: Node): Automaton {
  const places: number[] = [];
  const sets: string[] = [];
  const next: Map<number, number>[] = [];

  const link = (from: Map<number, number>, to: Map<number, number>): void => {
    for (const [place, ways] of from) add(next[place] ?? new Map(), to, ways);
  };

  const chain = (a: Part, b: Part): Part => {
    link(a.last, b.first);
    return {
      empty: more(a.empty * b.empty),
      first: sum(a.first, b.first, a.empty),
      last: sum(b.last, a.last, b.empty),
      isFree: a.isFree && b.isFree,
      ends: b.isFree ? new Set([...a.ends, ...b.ends]) : b.ends,
    };
  };

  /** Taken or left; taking nothing is no further way to leave it. */
  const optional = (part: Part): Part => ({ ...part, empty: 1, isFree: true });

  function star(part: Part): Part {
    link(part.last, part.first);
    return optional(part);
  }

  function build(node: Node): Part {
    // What must stand at the start comes after nothing: no way leads through it.
    if (node.kind === 'check') return node.isStart ? NOWHERE : { ...NOTHING, isFree: false };
    if (node.kind === 'set') {
      const known = sets.indexOf(node.source);
      const place = places.push(known < 0 ? sets.push(node.source) - 1 : known) - 1;
      next.push(new Map());
      return {
        empty: 0,
        first: new Map([[place, 1]]),
        last: new Map([[place, 1]]),
        isFree: false,
        ends: new Set([place]),
      };
    }
    if (node.kind === 'all') return node.items.map(build).reduce(chain, NOTHING);
    if (node.kind === 'any') {
      const parts = node.items.map(build);
      const whole: Part = { empty: 0, first: new Map(), last: new Map(), isFree: false, ends: new Set() };
      for (const { empty, first, last, isFree, ends } of parts) {
        whole.empty = more(whole.empty + empty);
        add(whole.first, first, 1);
        add(whole.last, last, 1);
        whole.isFree ||= isFree;
        for (const end of ends) whole.ends.add(end);
      }
      return whole;
    }
    let whole = NOTHING;
    for (let count = 0; count < Math.min(node.min, MOST_COPIES); count += 1)
      whole = chain(whole, build(node.item));
    if (node.max === Infinity) return chain(whole, star(build(node.item)));
    let rest = NOTHING;
    for (let count = node.min; count < Math.min(node.max, node.min + MOST_COPIES); count += 1)
      rest = optional(chain(build(node.item), rest));
    return chain(whole, rest);
  }

  const { ends } = build(tree);
  return { places, sets, next, ends };
}
