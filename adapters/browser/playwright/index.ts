import { existsSync } from 'node:fs';
import type { Browser as Chromium } from 'playwright';
import { AppError } from '../../../src/domain/errors.ts';
import type { Browser, BrowserSecret, OpenGate, SessionSpec } from '../../../src/ports/browser.ts';
import type { Log } from '../../../src/ports/system.ts';
import { clearProfiles } from './clear-profiles.ts';
import { openSession, type PlaywrightSession } from './session.ts';

export interface PlaywrightOptions {
  /** Where Chromium is. */
  executable: string;
  /** Chromium's own sandbox around what pages run. */
  isSandboxed: boolean;
  openGate: OpenGate;
  secrets: readonly BrowserSecret[];
  log: Log;
}

const LAUNCH_MS = 30_000;

/** What a page sends through no proxy stays within. */
const ARGUMENTS = ['--webrtc-ip-handling-policy=disable_non_proxied_udp', '--disable-quic', '--no-first-run'];

/** One Chromium for the process, there while at least one session is; each session has a context and a gate of its own. */
export function createPlaywrightBrowser({
  executable,
  isSandboxed,
  openGate,
  secrets,
  log,
}: PlaywrightOptions): Browser {
  let launching: Promise<Chromium> | undefined;
  let users = 0;

  async function launch(): Promise<Chromium> {
    if (!existsSync(executable))
      throw new AppError('browser.unavailable', { problem: 'not_installed', path: executable });
    // Large, and only loaded where a browser is used.
    const { chromium } = await import('playwright');
    await clearProfiles(log);
    try {
      return await chromium.launch({
        executablePath: executable,
        chromiumSandbox: isSandboxed,
        args: ARGUMENTS,
        timeout: LAUNCH_MS,
        // The process stops in an order of its own.
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      });
    } catch (thrown) {
      const problem = isSandboxed && /sandbox/i.test(String(thrown)) ? 'no_sandbox' : 'does_not_start';
      throw new AppError('browser.unavailable', { problem, path: executable }, thrown);
    }
  }

  /** The one that runs, or else another: one that has crashed is left behind. */
  function acquire(): Promise<Chromium> {
    const before = launching?.catch(() => undefined) ?? Promise.resolve(undefined);
    launching = before.then((running) => (running?.isConnected() ? running : launch()));
    return launching;
  }

  async function close(): Promise<void> {
    const running = launching;
    launching = undefined;
    await (await running?.catch(() => undefined))?.close();
  }

  async function start({ sites, reads }: SessionSpec, storage?: unknown): Promise<PlaywrightSession> {
    users += 1;
    const release = async (): Promise<void> => {
      users -= 1;
      if (users === 0) await close();
    };
    try {
      const chromium = await acquire();
      const gate = await openGate(sites);
      return await openSession({ chromium, gate, reads, secrets, storage, release, log });
    } catch (thrown) {
      await release();
      throw thrown;
    }
  }

  return {
    open: (spec) => start(spec),
    async reopen(spec, parked, signal) {
      const session = await start(spec, parked.storage);
      await session.restore(parked, signal);
      return session;
    },
    close,
  };
}
