import { answer, refuse, type ToolContext, type ToolResult } from '../agent/tool.ts';
import { nameLook, showLook, type LookPart } from '../browser/render.ts';
import { CLOSED, tellHappened, tellTrouble } from '../browser/tell.ts';
import type { BrowserRights } from '../domain/browser.ts';
import type { BrowserAction, BrowserSession, Happened } from '../ports/browser.ts';
import type { SeeingSession } from '../browser/sessions.ts';
import { frame } from '../shared/frame.ts';
import { keepDownloads } from './keep-downloads.ts';

/** What the agent of the run may do in a browser, by the configuration of now. */
export const rightsOf = ({ app, run }: ToolContext): BrowserRights | undefined =>
  run ? app.settings.agents.get(run.config.agentId)?.browser : undefined;

/** The browser that the run has open, or had open when it began to wait for people. */
export async function sessionOf(context: ToolContext): Promise<SeeingSession | undefined> {
  const { app, run, signal } = context;
  const rights = rightsOf(context);
  if (!run || !rights) return undefined;
  const { id, parkedBrowser } = run;
  if (parkedBrowser === undefined) return app.browsers.find(id);
  return app.browsers.resume(id, parkedBrowser, rights, signal);
}

/** Acts on the page that is open, and shows what it looks like then. */
export async function actAndShow(
  action: BrowserAction,
  context: ToolContext,
  given?: BrowserSession,
): Promise<ToolResult> {
  const session = given ?? (await sessionOf(context));
  if (!session) return refuse(CLOSED);
  const happened = await session.act(action, { maySend: false, signal: context.signal });
  return showHappened(happened, session, context);
}

/** What an action came to: its trouble, or how the page is now. */
export async function showHappened(
  happened: Happened,
  session: BrowserSession,
  context: ToolContext,
): Promise<ToolResult> {
  const told = tellHappened(happened);
  const kept = await keepDownloads(happened.downloads, context);
  const { trouble } = happened;
  if (trouble) return refuse([tellTrouble(trouble), ...told, ...kept].join('\n'));
  return show(session, context, {}, [...told, ...kept]);
}

/** How the page is now, below what is to be said before. What a page says is framed: strangers wrote it. */
export async function show(
  session: BrowserSession,
  { signal }: ToolContext,
  part: LookPart,
  before: readonly string[] = [],
): Promise<ToolResult> {
  const look = await session.look(signal);
  const { secrets } = look;
  const typed = secrets.map((name) => `{{${name}}}`).join(', ');
  const lines = [
    ...before,
    ...(secrets.length > 0 ? [`Secrets that can be typed here by name: ${typed}`] : []),
    frame(look.url, `${nameLook(look)}\n${showLook(look, part)}`),
  ];
  return answer(lines.join('\n'), {
    brief: [...before, `The page as it was then, at ${look.url}`].join('\n'),
    page: look.url,
  });
}

export const NO_SITES =
  'This agent has no sites to open: browser.sites of the agent in errand.yaml would have to name them.';
