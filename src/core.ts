import type { App } from './app.ts';
import { createBrowserSessions } from './browser/sessions.ts';
import { draw } from './cards/draw.ts';
import { createCommands } from './commands.ts';
import { receive } from './conversation/receive.ts';
import { createProcess } from './conversation/process.ts';
import { readPage } from './conversation/read-page.ts';
import type { Incoming } from './domain/message.ts';
import { ISSUE_TARGET } from './domain/github.ts';
import { MAIL_TARGET } from './domain/preferences.ts';
import { WEBHOOK_TARGET } from './domain/webhook.ts';
import { createIssuePort } from './imports/issue-port.ts';
import { createMailPort } from './notifications/mail-port.ts';
import { beginThread } from './outbox/begin-thread.ts';
import { createSender } from './outbox/sender.ts';
import type { ReadPage } from './ports/chat.ts';
import type { Ports } from './ports/index.ts';
import type { RunHint } from './ports/queue.ts';
import { executeAgent } from './runs/execute-agent.ts';
import { work, type Execution } from './runs/work.ts';
import type { Settings } from './settings.ts';
import { executeWorkflow } from './workflows/execute-workflow.ts';
import { createWebhookPort } from './webhooks/webhook-port.ts';
import { TOOLS } from './tools/all-tools.ts';

/**
 * The product as a process holds it: the few parts with a state of their own, and the doors that the world knocks at.
 *
 * @param owner - this process, unlike any other that runs or ran: host, process id and a random part.
 */
export function createCore(ports: Ports, settings: Settings, owner: string) {
  const toolInputs = new Map(Array.from(TOOLS.values(), ({ name, input }) => [name, input]));
  const app: App = { ...ports, settings, owner, toolInputs, browsers: createBrowserSessions(ports) };
  const execute = (execution: Execution) =>
    execution.task.definition?.workflow
      ? executeWorkflow(app, execution)
      : executeAgent(app, TOOLS, execution);
  return {
    app,
    commands: createCommands(app),
    receive: (incoming: Incoming): Promise<void> => receive(app, incoming),
    readPage: ((sender) => readPage(app, sender)) satisfies ReadPage,
    process: createProcess(app),
    sender: createSender(
      app,
      (body) => draw(app, body),
      owner,
      (row, posted) => beginThread(app, row, posted),
      { 'target.platform': { $nin: [WEBHOOK_TARGET, MAIL_TARGET, ISSUE_TARGET] } },
    ),
    /** What leaves for other systems: a receiver that hangs keeps no conversation waiting. */
    eventSender: createSender(
      { ...app, chats: new Map([[WEBHOOK_TARGET, createWebhookPort(app)]]) },
      (body) => draw(app, body),
      owner,
      async () => {},
      { 'target.platform': WEBHOOK_TARGET },
    ),
    /** A mail server that is away keeps nobody else waiting either. */
    mailSender: createSender(
      { ...app, chats: new Map(app.mailer ? [[MAIL_TARGET, createMailPort(app, app.mailer)]] : []) },
      (body) => draw(app, body),
      owner,
      async () => {},
      { 'target.platform': MAIL_TARGET },
    ),
    /** Nor GitHub. */
    issueSender: createSender(
      { ...app, chats: new Map([[ISSUE_TARGET, createIssuePort(app)]]) },
      (body) => draw(app, body),
      owner,
      async () => {},
      { 'target.platform': ISSUE_TARGET },
    ),
    work: (hint: Pick<RunHint, 'runId' | 'attempt'>, shutdown: AbortSignal): Promise<void> =>
      work(app, execute, hint, shutdown),
  };
}

export type Core = ReturnType<typeof createCore>;
