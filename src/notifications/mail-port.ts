import type { App } from '../app.ts';
import { AppError } from '../domain/errors.ts';
import { MAIL_TARGET } from '../domain/preferences.ts';
import type { OutboxBody } from '../domain/records.ts';
import { idsOf } from '../domain/person.ts';
import { cellOf } from '../domain/preferences.ts';
import { newestVersions } from '../domain/run.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import type { ChatPort } from '../ports/chat.ts';
import type { Mail, Mailer } from '../ports/mailer.ts';
import { savedFiles } from '../shared/saved-files.ts';
import { sha256 } from '../shared/sha256.ts';
import { wordsFor } from '../words/index.ts';
import { isNews } from './is-news.ts';
import { noteRefusal, readPreferences, unsubscribeToken } from './preferences.ts';

type MailBody = Extract<OutboxBody, { kind: 'mail' }>;
type MailApp = Pick<App, 'store' | 'clock' | 'bus' | 'secrets'> & {
  settings: Pick<App['settings'], 'publicUrl'>;
};

const MINUTE = 60_000;
/** After each try that came to nothing. */
const RETRY_MS = [MINUTE, 5 * MINUTE, 30 * MINUTE, 120 * MINUTE, 480 * MINUTE];
/** Larger results, and more of them, stay behind the link. */
const MAX_FILES = 10;
const MAX_DIGEST = 50;
/** Before the time in the key of a digest. */
const DIGEST_MARK = ':digest:';
const MAX_ATTACHED_BYTES = 5 * 1024 * 1024;

const refused = (reason: string): AppError => new AppError('chat.refused', { reason, platform: MAIL_TARGET });

/** Mails as a target of the outbox: who they go to and what is attached is read when they leave. */
export function createMailPort(app: MailApp, mailer: Mailer): ChatPort {
  const { store, secrets, settings } = app;
  const outbox = store.collection('outbox');
  const host = new URL(settings.publicUrl).hostname;
  type Write = (personId: string, body: MailBody, text: string, key: string) => Promise<Mail | undefined>;
  const WRITE: Partial<Record<MailBody['type'], Write>> = { code: codeMail, digest: digestMail };

  return {
    platform: MAIL_TARGET,
    retryMs: RETRY_MS,
    start: async () => {},
    /** A mail server cannot be asked. What is sent again has the same `Message-ID`. */
    findPosted: async () => undefined,
    async post(target, { text }, key) {
      const row = await outbox.get(key);
      if (row?.body.kind !== 'mail') throw refused('no_mail');
      const write = WRITE[row.body.type] ?? newsMail;
      const mail = await write(target.channel, row.body, text, key);
      const messageId = sha256(key).slice(0, 32);
      // Settled, read elsewhere or not wanted any more.
      if (!mail) return { ...target, messageId };
      try {
        await mailer.send(mail);
      } catch (thrown) {
        // Cut off once more after it was cut off: a person looks whether it has come.
        if (AppError.is(thrown, 'chat.unknown') && row.error?.code === 'chat.unknown')
          throw new AppError('chat.unknown', { ...thrown.details, isFinal: true });
        if (AppError.is(thrown, 'chat.refused') && row.body.type !== 'code')
          await noteRefusal(app, target.channel);
        throw thrown;
      }
      return { ...target, messageId };
    },
    stop: async () => mailer.close(),
  };

  async function codeMail(personId: string, { locale }: MailBody, _: string, key: string): Promise<Mail> {
    const { pending } = await readPreferences(app, personId);
    if (!pending) throw refused('nothing_to_confirm');
    const words = wordsFor(locale);
    const said = words.mail.code(secrets.open(pending.sealedCode));
    return toMail(key, { to: secrets.open(pending.sealed), subject: words.mail.codeSubject, lines: [said] });
  }

  async function newsMail(
    personId: string,
    body: MailBody,
    text: string,
    key: string,
  ): Promise<Mail | undefined> {
    const { type, taskId, runId, locale, notificationId } = body;
    const preferences = await readPreferences(app, personId);
    const { mail } = preferences;
    const task = taskId ? await store.collection('tasks').get(taskId) : undefined;
    if (!mail || mail.refusedAt || (taskId && !task) || type === 'code' || type === 'digest')
      throw refused('no_address');
    if (cellOf(preferences, type).mail === 'off') return undefined;
    const told = notificationId ? await store.collection('notifications').get(notificationId) : undefined;
    if (told && !(await isNews(app, told))) return undefined;
    const words = wordsFor(locale);
    const attachments = type === 'completed' && runId ? await filesOf(runId) : [];
    return toMail(key, {
      to: secrets.open(mail.sealed),
      // One subject a task: mail programs keep together what has the same.
      subject: task
        ? oneLine(`[${taskLabel(task)}] ${task.title}`)
        : words.consoleTables.notificationTypes[type],
      lines: [words.consoleTables.notificationTypes[type], text],
      link: task
        ? [words.mail.open(taskLabel(task)), `${settings.publicUrl}/tasks/${taskLabel(task)}`]
        : [words.mail.openAll, `${settings.publicUrl}/notifications`],
      stop: [
        words.mail.stop(words.consoleTables.notificationTypes[type]),
        `${settings.publicUrl}/unsubscribe/${unsubscribeToken(app, personId, type)}`,
      ],
      ...(task ? { task } : {}),
      attachments,
    });
  }

  /** What is unread of what was kept for it, as far as it fits. */
  async function digestMail(
    personId: string,
    { locale }: MailBody,
    _: string,
    key: string,
  ): Promise<Mail | undefined> {
    const { mail } = await readPreferences(app, personId);
    if (!mail || mail.refusedAt) throw refused('no_address');
    const digestAt = new Date(key.slice(key.lastIndexOf(DIGEST_MARK) + DIGEST_MARK.length));
    const words = wordsFor(locale);
    const found = await store
      .collection('notifications')
      .find(
        { personId: { $in: idsOf(personId) }, digestAt, readAt: null },
        { sort: { at: 1, id: 1 }, limit: MAX_DIGEST + 1 },
      );
    const lines: string[] = [];
    for (const told of found.slice(0, MAX_DIGEST)) {
      const task = told.taskId ? await store.collection('tasks').get(told.taskId) : undefined;
      if ((told.taskId && !task) || !(await isNews(app, told))) continue;
      const type = words.consoleTables.notificationTypes[told.type];
      const about = task ? `${taskLabel(task)} ${task.title}` : '';
      lines.push(words.mail.digestLine(about, type, oneLine(told.text)));
    }
    if (lines.length === 0) return undefined;
    const more = found.length > MAX_DIGEST ? [words.mail.digestMore] : [];
    return toMail(key, {
      to: secrets.open(mail.sealed),
      subject: words.mail.digestSubject,
      lines: [...lines, ...more],
      link: [words.mail.openAll, `${settings.publicUrl}/notifications`],
      stop: [
        words.mail.stop(words.mail.digest),
        `${settings.publicUrl}/unsubscribe/${unsubscribeToken(app, personId, 'digest')}`,
      ],
    });
  }

  /** The newest versions of what the run has saved, as far as they fit. */
  async function filesOf(runId: string): Promise<Mail['attachments']> {
    const attached: { name: string; content: string }[] = [];
    let bytes = 0;
    for (const { id, name, sizeBytes } of newestVersions(await savedFiles(app, { runId }))) {
      if (attached.length === MAX_FILES || bytes + sizeBytes > MAX_ATTACHED_BYTES) continue;
      const file = await store.collection('deliverables').get(id);
      if (!file) continue;
      attached.push({ name: oneLine(name), content: file.content });
      bytes += sizeBytes;
    }
    return attached;
  }

  function toMail(key: string, parts: MailParts): Mail {
    const { to, subject, lines, link, stop, task, attachments = [] } = parts;
    const links = [link, stop].filter((one) => one !== undefined);
    return {
      to,
      subject,
      text: [...lines.filter(Boolean), ...links.map(([word, url]) => `${word}\n${url}`)].join('\n\n'),
      html: [
        ...lines.filter(Boolean).map((line) => `<p>${escape(line).replaceAll('\n', '<br>')}</p>`),
        ...links.map(([word, url]) => `<p><a href="${escape(url)}">${escape(word)}</a></p>`),
      ].join('\n'),
      messageId: `<${sha256(key).slice(0, 32)}@${host}>`,
      references: task ? `<task.${task.id}@${host}>` : null,
      unsubscribeUrl: stop ? stop[1] : null,
      attachments,
    };
  }
}

interface MailParts {
  to: string;
  subject: string;
  lines: readonly string[];
  link?: readonly [word: string, url: string];
  stop?: readonly [word: string, url: string];
  task?: Pick<Task, 'id'>;
  attachments?: Mail['attachments'];
}

/** No line break and no other control character reaches a header. */
const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim();

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
