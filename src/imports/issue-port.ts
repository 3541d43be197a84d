import type { App } from '../app.ts';
import { AppError } from '../domain/errors.ts';
import { ISSUE_TARGET, type Repository } from '../domain/github.ts';
import type { PostedRef } from '../domain/message.ts';
import type { ThreadRef } from '../domain/person.ts';
import type { Task } from '../domain/task.ts';
import { markerOf, writeBackOf } from '../notifications/write-back.ts';
import type { ChatPort } from '../ports/chat.ts';

type IssueApp = Pick<App, 'store' | 'clock' | 'github'> & {
  settings: Pick<App['settings'], 'githubWriteBack'>;
};

const MINUTE = 60_000;
/** After each try that came to nothing. */
const RETRY_MS = [MINUTE, 5 * MINUTE, 30 * MINUTE, 120 * MINUTE, 480 * MINUTE];
const TIMEOUT_MS = 40_000;
/** GitHub asks for a second between what is written. */
const PACE_MS = 1000;
const MAX_WAIT_MS = 15_000;
const ID = /^issue:([\w-]{1,100})/;

const refused = (reason: string): AppError =>
  new AppError('chat.refused', { reason, platform: ISSUE_TARGET });

/**
 * Issues as a target of the outbox: what became of a task stands in one comment, which is looked for by its marker before a second one is
 * written, and closes the issue where the configuration says so and the work has succeeded.
 */
export function createIssuePort(app: IssueApp): ChatPort {
  const { store, clock, github, settings } = app;
  let freeAtMs = 0;

  return {
    platform: ISSUE_TARGET,
    retryMs: RETRY_MS,
    start: async () => {},
    findPosted: (target, key) =>
      translated(async () => {
        const { task, repository, signal } = await open(key);
        const number = Number(target.thread);
        const found = await github.findComment({ ...repository, number }, markerOf(task), signal);
        return found === undefined ? undefined : { ...target, messageId: `${key}#${found}` };
      }),
    post: (target, { text }, key) =>
      translated(async () => {
        await pace();
        const { task, repository, signal } = await open(key);
        const number = Number(target.thread);
        const comment = await github.addComment({ ...repository, number }, text, signal);
        return finish(target, `${key}#${comment}`, task, repository, signal);
      }),
    edit: (posted, { text }) =>
      translated(async () => {
        await pace();
        const { task, repository, signal } = await open(posted.messageId);
        const comment = Number(posted.messageId.slice(posted.messageId.lastIndexOf('#') + 1));
        try {
          await github.editComment(repository, comment, text, signal);
        } catch (thrown) {
          if (!AppError.is(thrown, 'github.not_found')) throw thrown;
          throw new AppError('chat.gone', { reason: 'comment_deleted' }, thrown);
        }
        await finish(posted, posted.messageId, task, repository, signal);
      }),
    stop: async () => {},
  };

  /** The task that it is about, and its repository as it is called now. */
  async function open(key: string) {
    const task = await store.collection('tasks').get(ID.exec(key)?.[1] ?? '');
    if (!task?.issue || !writeBackOf(settings, task)) throw refused('write_back_off');
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const repository = await github.getRepository(task.issue, signal);
    // Another one may have taken the name.
    if (repository.id !== task.issue.repositoryId) throw refused('another_repository');
    return { task, repository, signal };
  }

  /** Waits for its turn; for longer it is put back. */
  async function pace(): Promise<void> {
    const now = clock.monotonicMs();
    const waitMs = Math.max(0, freeAtMs - now);
    if (waitMs > MAX_WAIT_MS)
      throw new AppError('chat.rate_limited', { reason: 'paced', retryAfterMs: waitMs });
    freeAtMs = now + waitMs + PACE_MS;
    if (waitMs > 0) await new Promise<void>((isFree) => void clock.after(waitMs, isFree));
  }

  async function finish(
    target: ThreadRef,
    messageId: string,
    task: Task,
    repository: Repository,
    signal: AbortSignal,
  ): Promise<PostedRef> {
    const { platform, channel, thread } = target;
    const mayClose = writeBackOf(settings, task)?.close && task.status === 'completed';
    if (mayClose && task.outcome === 'success')
      await github.closeIssue({ ...repository, number: Number(thread) }, signal);
    return { platform, channel, thread, messageId };
  }

  /** The errors of GitHub in the words of the outbox. */
  async function translated<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      if (AppError.is(thrown, 'github.rate_limited')) {
        const retryAfterMs = Math.max(0, Date.parse(thrown.details.until) - clock.now().getTime());
        throw new AppError('chat.rate_limited', { reason: 'github_rate_limited', retryAfterMs }, thrown);
      }
      if (AppError.is(thrown, 'github.denied')) throw refused(`github_${thrown.details.reason}`);
      if (AppError.is(thrown, 'github.not_found')) throw refused('github_not_found');
      if (AppError.is(thrown, 'github.unavailable'))
        throw new AppError('chat.unavailable', { reason: 'github_unavailable' }, thrown);
      throw thrown;
    }
  }
}
