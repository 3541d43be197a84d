import { readFile, stat } from 'node:fs/promises';
import type { Download as PageDownload } from 'playwright';
import type { Download } from '../../../src/ports/browser.ts';

/** As much as a result may have. */
const MAX_BYTES = 200_000;
const LOAD_MS = 30_000;
const MAX_NAME = 120;

/** Reads what a page gives to be kept, as far as it is text, and leaves nothing on the disk. */
export async function keepDownload(download: PageDownload): Promise<Download> {
  const name = nameOf(download.suggestedFilename());
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    download.cancel().catch(() => undefined);
  }, LOAD_MS);
  try {
    const path = await download.path();
    if (isLate || (await stat(path)).size > MAX_BYTES) return { name, problem: 'too_large' };
    const bytes = await readFile(path);
    const text = toText(bytes);
    return text === undefined ? { name, problem: 'not_text' } : { name, text };
  } catch {
    return { name, problem: isLate ? 'too_large' : 'failed' };
  } finally {
    clearTimeout(timer);
    await download.delete().catch(() => undefined);
  }
}

/** A name without folders and without what only looks like one. */
function nameOf(suggested: string): string {
  const name = suggested
    .replace(/[^\p{L}\p{N} ._()-]/gu, '_')
    .slice(-MAX_NAME)
    .trim();
  return /^[.\s]*$/.test(name) ? 'download.txt' : name;
}

function toText(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
