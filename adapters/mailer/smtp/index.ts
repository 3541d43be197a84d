import { createTransport } from 'nodemailer';

import { AppError } from '../../../src/domain/errors.ts';
import type { Mailer } from '../../../src/ports/mailer.ts';
import { isLoopback } from '../../../src/shared/loopback.ts';

interface Options {
  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  url: string;
  from: string;
}

const SECOND = 1000;
/** A server that lets nobody in is asked again so often: its configuration is mended by people. */
const DENIED_MS = 15 * 60 * SECOND;

/** Over a few connections that are kept open. Without TLS nothing goes to a server that is not on this machine. */
export function createSmtpMailer({ url, from }: Options): Mailer {
  const server = new URL(url);
  const transport = createTransport({
    host: server.hostname.replace(/^\[|\]$/g, ''),
    port: Number(server.port) || (server.protocol === 'smtps:' ? 465 : 587),
    secure: server.protocol === 'smtps:',
    ...(server.username
      ? { auth: { user: decodeURIComponent(server.username), pass: decodeURIComponent(server.password) } }
      : {}),
    requireTLS: !isLoopback(server.hostname),
    tls: { rejectUnauthorized: !isLoopback(server.hostname) },
    pool: true,
    maxConnections: 2,
    maxMessages: 100,
    // What was cut off may have been taken: the outbox decides, and keeps count.
    maxRequeues: 0,
    connectionTimeout: 10 * SECOND,
    greetingTimeout: 10 * SECOND,
    socketTimeout: 30 * SECOND,
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  return {
    async send({ to, subject, text, html, messageId, references, unsubscribeUrl, attachments }) {
      try {
        await transport.sendMail({
          from: { name: 'Errand', address: from },
          to: { name: '', address: to },
          subject,
          text,
          html,
          messageId,
          ...(references ? { references, inReplyTo: references } : {}),
          headers: {
            'Auto-Submitted': 'auto-generated',
            ...(unsubscribeUrl
              ? {
                  'List-Unsubscribe': `<${unsubscribeUrl}>`,
                  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
                }
              : {}),
          },
          attachments: attachments.map(({ name, content }) => ({ filename: name, content })),
        });
      } catch (thrown) {
        throw toError(thrown);
      }
    },
    close: () => transport.close(),
  };
}

/** What is said before there is a connection that takes mails. */
const BEFORE_A_MAIL = /^(?:Connection timeout|Greeting never received)|certificate/i;

/** The words of the server stay out of it: they may hold the address. */
function toError(thrown: unknown): AppError {
  const {
    code = '',
    responseCode,
    syscall,
    message,
  } = thrown as NodeJS.ErrnoException & {
    responseCode?: number;
  };
  const reason = responseCode ? `smtp_${responseCode}` : `smtp_${code.toLowerCase()}`;
  if (code === 'EAUTH') return new AppError('chat.rate_limited', { reason, retryAfterMs: DENIED_MS });
  if (responseCode !== undefined)
    return responseCode >= 500
      ? new AppError('chat.refused', { reason })
      : new AppError('chat.unavailable', { reason });
  const hasNotBegun =
    ['EDNS', 'ETLS', 'ECONFIG'].includes(code) ||
    ['connect', 'getaddrinfo'].includes(syscall ?? '') ||
    BEFORE_A_MAIL.test(message);
  if (hasNotBegun) return new AppError('chat.unavailable', { reason });
  // A connection that is cut says the same before the mail and after it.
  return new AppError('chat.unknown', { reason });
}
