/** A bare address in a text, up to where it may end at the latest; the same rule as in `src/shared/bare-address.ts`. */
export const ADDRESS = 'https?:\\/\\/[\\w\\-.~:/?#[\\]@!$&()*+,;=%\\p{L}\\p{M}\\p{N}]{1,2000}';

const OF_THE_SENTENCE = '.,;:!?*_~])';

/**
 * Without the punctuation of the sentence that it ends; a bracket stays where it was opened inside.
 * @param {string} found
 */
export function endAddress(found) {
  let open = found.split('(').length - found.split(')').length;
  let end = found.length;
  for (; OF_THE_SENTENCE.includes(found[end - 1] ?? ' '); end -= 1) {
    if (found[end - 1] !== ')') continue;
    if (open >= 0) break;
    open += 1;
  }
  return found.slice(0, end);
}
