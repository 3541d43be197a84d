import type { IncomingMessage, ServerResponse } from 'node:http';

import type { HTTPReceiverOptions, Installation, Logger } from '@slack/bolt';

import { AppError } from '../../../src/domain/errors.ts';
import type { Log } from '../../../src/ports/system.ts';
import { wordsFor } from '../../../src/words/index.ts';
import { clientOptions } from './api.ts';
import { slackReason } from './errors.ts';
import { BOT_SCOPES } from './scopes.ts';
import type { Installations } from './workspaces.ts';

export interface OAuthOptions {
  clientId: string;
  clientSecret: string;
  /** Signs the state that ties Slack's consent to the browser that asked for it. */
  stateSecret: string;
  /** As in the app's settings. */
  redirectUri?: string;
}

/** What Bolt's receiver needs for `/slack/install` and `/slack/oauth_redirect`. */
export type Installer = Pick<
  HTTPReceiverOptions,
  | 'clientId'
  | 'clientSecret'
  | 'stateSecret'
  | 'redirectUri'
  | 'installationStore'
  | 'scopes'
  | 'installerOptions'
>;

interface Deps {
  apiUrl: string;
  locale: string;
  log: Log;
  logger: Logger;
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
}

/** The way by which workspaces install the app. What goes wrong is told without details. */
export function createInstaller(
  options: OAuthOptions,
  installations: Installations,
  { apiUrl, locale, log, logger }: Deps,
): Installer {
  const words = wordsFor(locale).slack;
  return {
    ...options,
    scopes: [...BOT_SCOPES],
    installationStore: {
      storeInstallation: (installed: Installation) => installations.save(installed),
      fetchInstallation: () => Promise.reject(new AppError('internal', {})), // never asked: we authorise by ourselves
    },
    installerOptions: {
      clientOptions: clientOptions(apiUrl, logger, 'once'),
      callbackOptions: {
        success(_: unknown, __: unknown, ___: IncomingMessage, response: ServerResponse) {
          say(response, 200, words.installed);
        },
        failure(error: Error, _: unknown, __: IncomingMessage, response: ServerResponse) {
          log.warn({ reason: slackReason(error) ?? error.name }, 'the app was not installed in Slack');
          say(response, 400, words.notInstalled);
        },
      },
    },
  };
}
