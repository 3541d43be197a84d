/** What a model answers when nobody wants anything of it: then nothing is said. */
const SILENT = '(silent)';

const plain = (text: string): string => text.trim().toLowerCase().replaceAll('（', '(').replaceAll('）', ')');

export const isSilence = (text: string): boolean => plain(text) === SILENT;

/** Passes on what is said as it comes, from where it can no longer be the word for silence. */
export function heldBack(write: (text: string) => void): (delta: string) => void {
  let held: string | undefined = '';
  return (delta) => {
    if (held === undefined) return write(delta);
    held += delta;
    if (SILENT.startsWith(plain(held))) return;
    write(held);
    held = undefined;
  };
}
