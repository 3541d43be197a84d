/** What models write around what they think, when nobody takes it out for them. */
const NAMES = ['think', 'thinking', 'thought', 'thoughts', 'reasoning'];
const OPENING = NAMES.map((name) => `<${name}>`);
const CLOSING = NAMES.map((name) => `</${name}>`);

const longest = Math.max(...CLOSING.map(({ length }) => length));

/** The first of the marks at this place, or `maybe` where the text ends before it is whole. */
function markAt(text: string, at: number, marks: readonly string[]): string | undefined {
  const rest = text.slice(at, at + longest).toLowerCase();
  const found = marks.find((mark) => rest.startsWith(mark));
  return found ?? (marks.some((mark) => mark.startsWith(rest)) ? 'maybe' : undefined);
}

/**
 * Takes thoughts out of a text that comes in pieces. A thought that is never closed goes on to the end; a closing mark that stands alone
 * makes a thought of all that came before it. A mark behind a backtick is spoken about.
 */
export function createThoughtFilter() {
  let isThought = false;
  /** What may be the beginning of a mark. */
  let held = '';
  let last = '';
  let text = '';

  function give(piece: string): string {
    text += piece;
    last = piece.at(-1) ?? last;
    return piece;
  }

  return {
    /** @returns what can be said of it now. */
    feed(piece: string): string {
      const rest = held + piece;
      held = '';
      let said = '';
      let from = 0;
      for (let at = rest.indexOf('<'); at !== -1; at = rest.indexOf('<', at + 1)) {
        const before = rest.slice(from, at);
        const isSpokenOf = (before.at(-1) ?? (from === at ? last : '')) === '`';
        const mark =
          isSpokenOf && !isThought
            ? undefined
            : markAt(rest, at, isThought ? CLOSING : [...OPENING, ...CLOSING]);
        if (mark === undefined) continue;
        if (!isThought) said += give(before);
        if (mark === 'maybe') {
          held = rest.slice(at);
          return said;
        }
        if (!isThought && CLOSING.includes(mark)) {
          text = '';
          said = '';
        } else isThought = !isThought;
        from = at + mark.length;
      }
      if (!isThought) said += give(rest.slice(from));
      return said;
    },
    /** What was held back and turned out to be none. */
    end(): string {
      return isThought ? '' : give(held);
    },
    text: (): string => text,
  };
}
