import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../../src/ports/system.ts';

const PROFILE = /^playwright_chromiumdev_profile-\w+$/;
/** A folder this young may belong to a browser that is just being started. */
const YOUNG_MS = 60_000;

/**
 * Takes away the profiles that no process has open: what Chromium leaves when it dies together with its worker, the cookies of the
 * session among it. Where processes cannot be listed, nothing is taken away.
 */
export async function clearProfiles(log: Log): Promise<void> {
  const folder = tmpdir();
  const profiles = (await readdir(folder)).filter((name) => PROFILE.test(name));
  const commands = profiles.length > 0 ? await listCommands() : undefined;
  if (!commands) return;
  for (const name of profiles.filter((one) => !commands.some((command) => command.includes(one)))) {
    const path = join(folder, name);
    const made = await stat(path).catch(() => undefined);
    if (!made || Date.now() - made.mtimeMs < YOUNG_MS) continue;
    await rm(path, { recursive: true, force: true }).catch((error: unknown) =>
      log.warn({ err: error, path }, 'a profile that was left behind could not be removed'),
    );
  }
}

/** How each process of this machine was started; undefined where the system does not say. */
async function listCommands(): Promise<string[] | undefined> {
  const entries = await readdir('/proc').catch(() => undefined);
  const ids = entries?.filter((name) => /^\d+$/.test(name));
  // A process may be gone by the time that it is read.
  return ids && Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
}
