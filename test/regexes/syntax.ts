/** A regular expression as a tree. A check takes no character: `\b`, `$`, a look around. */
export type Node =
  | { kind: 'check'; isStart: boolean }
  | { kind: 'set'; source: string }
  | { kind: 'all'; items: Node[] }
  | { kind: 'any'; items: Node[] }
  | { kind: 'repeat'; item: Node; min: number; max: number };

const ESCAPE = /\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|k<[^>]*>|\d+|[^])/y;
const CLASS = /\[(?:\\[^]|[^\]\\])*\]/y;
const CHARACTER = /[^]/uy;
const GROUP = /\((?:\?(?::|=|!|<=|<!|<[^>]*>))?/y;
const COUNT = /(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/y;

/** As one reads it backwards, which is how the engine looks behind. */
function reversed(node: Node): Node {
  if (node.kind === 'all') return { kind: 'all', items: node.items.map(reversed).toReversed() };
  if (node.kind === 'any') return { kind: 'any', items: node.items.map(reversed) };
  return node.kind === 'repeat' ? { ...node, item: reversed(node.item) } : node;
}

/**
 * Reads the source of an expression that the engine takes. The bodies of looks around are trees of their own, since they
 * begin anew wherever they stand. What a back reference repeats is read as any one character.
 */
export function readSyntax(source: string, flags = ''): { tree: Node; looks: Node[] } {
  const looks: Node[] = [];
  let at = 0;

  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found) at = pattern.lastIndex;
    return found;
  };

  function either(): Node {
    const items = [inTurn()];
    while (source[at] === '|') {
      at += 1;
      items.push(inTurn());
    }
    return items.length === 1 && items[0] ? items[0] : { kind: 'any', items };
  }

  function inTurn(): Node {
    const items: Node[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') items.push(counted(one()));
    return { kind: 'all', items };
  }

  function counted(item: Node): Node {
    const [sign, from, comma, to] = take(COUNT) ?? [];
    if (!sign) return item;
    if (from !== undefined)
      return {
        kind: 'repeat',
        item,
        min: Number(from),
        max: to ? Number(to) : comma ? Infinity : Number(from),
      };
    return {
      kind: 'repeat',
      item,
      min: sign.startsWith('+') ? 1 : 0,
      max: sign.startsWith('?') ? 1 : Infinity,
    };
  }

  function one(): Node {
    const group = take(GROUP)?.[0];
    if (group) {
      const inside = either();
      at += 1;
      if (!/^\(\?(?:=|!|<=|<!)$/.test(group)) return inside;
      looks.push(group.includes('<') ? reversed(inside) : inside);
      return { kind: 'check', isStart: false };
    }
    const set = (take(CLASS) ?? take(ESCAPE) ?? take(CHARACTER))?.[0] ?? '';
    if (/^(?:\^|\$|\\[bB])$/.test(set))
      return { kind: 'check', isStart: set === '^' && !flags.includes('m') };
    if (/^\\(?:k<|[1-9])/.test(set)) return { kind: 'set', source: '[^]' };
    return { kind: 'set', source: set };
  }

  return { tree: either(), looks };
}
