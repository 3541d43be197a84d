import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../../src/ports/system.ts';

const PROFILE = /^playwright_chromiumdev_profile-\w+$/;
/** Where downloads are before they are read; which process has them cannot be told. */
const DOWNLOADS = /^playwright-artifacts-\w+$/;
const OLD_MS = 24 * 3_600_000;
/** A folder this young may belong to a browser that is just being started. */
const YOUNG_MS = 60_000;

/**
 * Takes away the profiles that no process has open: what Chromium leaves when it dies together with its worker, the cookies of the
 * session among it. Where processes cannot be listed, nothing is taken away.
 */
export async function clearProfiles(log: Log): Promise<void> {
  const folder = tmpdir();
  const names = await readdir(folder);
  const commands = names.some((name) => PROFILE.test(name)) ? await listCommands() : undefined;
  const left = commands ? names.filter((name) => PROFILE.test(name) && !isNamed(name, commands)) : [];
  await clear(left, YOUNG_MS);
  await clear(
    names.filter((name) => DOWNLOADS.test(name)),
    OLD_MS,
  );

  async function clear(folders: readonly string[], youngMs: number): Promise<void> {
    for (const path of folders.map((name) => join(folder, name))) {
      const made = await stat(path).catch(() => undefined);
      if (!made || Date.now() - made.mtimeMs < youngMs) continue;
      await rm(path, { recursive: true, force: true }).catch((error: unknown) =>
        log.warn({ err: error, path }, 'what a browser left behind could not be removed'),
      );
    }
  }
}

const isNamed = (name: string, commands: readonly string[]): boolean =>
  commands.some((command) => command.includes(name));

/** How each process of this machine was started; undefined where the system does not say. */
async function listCommands(): Promise<string[] | undefined> {
  const entries = await readdir('/proc').catch(() => undefined);
  const ids = entries?.filter((name) => /^\d+$/.test(name));
  // A process may be gone by the time that it is read.
  return ids && Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
}
