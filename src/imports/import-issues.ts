import type { App } from '../app.ts';
import { maySee } from '../access/may-see.ts';
import type { ImportIssuesInput, ImportView } from '../contract/imports.ts';
import { AppError, invalid } from '../domain/errors.ts';
import { isNamed, nameOfRepository, parseRepository, type Issue, type Repository } from '../domain/github.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import { momentInZone } from '../shared/time.ts';
import { createTask } from '../tasks/create-task.ts';
import { updateTask } from '../tasks/update-task.ts';
import { hashWords, issueWords } from './issue-words.ts';

/** For all that one import asks the server. */
const TIMEOUT_MS = 120_000;

/**
 * Makes a task of each issue, in the backlog. An issue is one task, however often and by whomever it is imported, also after its
 * repository was renamed.
 *
 * @throws AppError `input.invalid` for the repository or a label, `access.refused` for a repository that is not public, and the errors of
 *   GitHub.
 */
export async function importIssues(app: App, input: ImportIssuesInput, caller: Caller): Promise<ImportView> {
  const { github } = app;
  const name = parseRepository(input.repository, github.host);
  if (!name) throw invalid('repository', 'no_repository', github.host);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const repository = await github.getRepository(name, signal);
    checkRight(app, repository, caller);
    const labels = await readLabels(app, repository, input.labels, signal);
    const found = await github.listIssues(repository, { ...input, labels }, signal);
    const view: ImportView = {
      repository: nameOfRepository(repository),
      fetched: found.issues.length,
      created: [],
      updated: [],
      skipped: [],
      isTruncated: found.isTruncated,
      rateLimit: found.rateLimit,
    };
    for (const issue of found.issues) await importOne(app, { repository, issue, input, caller }, view);
    return view;
  } catch (thrown) {
    if (!AppError.is(thrown, 'github.rate_limited')) throw thrown;
    const { until } = thrown.details;
    const again = momentInZone(new Date(until), caller.timeZone, caller.locale);
    throw new AppError('github.rate_limited', { until, again }, thrown);
  }
}

/** The token reads more than everybody here may: what is not public is open to administrators, and where the configuration names it. */
function checkRight({ settings }: App, repository: Repository, { isAdmin }: Caller): void {
  if (!repository.isPrivate || isAdmin || isNamed(repository, settings.githubRepositories)) return;
  // Whether it exists is nobody else's business.
  throw new AppError('github.not_found', { repository: nameOfRepository(repository) });
}

/** The labels as the repository writes them: `bugs` may be said for `bug`. */
async function readLabels(
  { github }: App,
  repository: Repository,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  if (wanted.length === 0) return [];
  const known = await github.listLabels(repository, signal);
  if (known.length === 0) throw invalid('labels', 'nothing_to_choose');
  const byName = new Map(known.toReversed().flatMap((label) => [[`${label.toLowerCase()}s`, label]]));
  for (const label of known) byName.set(label.toLowerCase(), label);
  return wanted.map((label) => {
    const folded = label.toLowerCase();
    const found = byName.get(folded) ?? byName.get(folded.replace(/s$/, ''));
    if (!found) throw invalid('labels', 'no_label', label, known);
    return found;
  });
}

interface One {
  repository: Repository;
  issue: Issue;
  input: ImportIssuesInput;
  caller: Caller;
}

async function importOne(app: App, one: One, view: ImportView): Promise<void> {
  const { repository, issue, input } = one;
  const words = issueWords(repository, issue);
  const hash = hashWords(words);
  const key = `github:${app.github.host}/${repository.id}#${issue.number}`;
  const caller: Caller = { ...one.caller, isTainted: true, key };
  const source = { kind: 'import' as const, key };
  const { owner, name, id: repositoryId } = repository;
  const from = { owner, name, repositoryId, number: issue.number };
  const given = { ...words, referenceId: key, source, ...(issue.dueAt ? { dueAt: issue.dueAt } : {}) };
  const { task, isRepeat } = await createTask(app, given, caller, { as: { importedAs: hash, issue: from } });
  const said = { task: taskLabel(task), issue: issue.number };
  if (!isRepeat) view.created.push({ ...said, title: task.title });
  else if (input.sync === 'skip' || !maySee(task, one.caller))
    view.skipped.push({ ...said, because: 'imported' });
  else {
    const end = await follow(app, task, { words, hash }, caller);
    if (end === 'updated') view.updated.push(said);
    else view.skipped.push({ ...said, because: end });
  }
}

type Followed = 'updated' | ImportView['skipped'][number]['because'];

/** Takes over what the issue says now, where the task says what was imported before. */
async function follow(
  app: App,
  task: Task,
  { words, hash }: { words: ReturnType<typeof issueWords>; hash: string },
  caller: Caller,
): Promise<Followed> {
  const is = hashWords(task);
  const isAsIssue = is === hash;
  if (!isAsIssue && is !== task.importedAs) return 'changed_here';
  if (task.importedAs === hash) return 'imported';
  try {
    if (!isAsIssue)
      await updateTask(app, task, words, { ...caller, key: `${caller.key}:${hash}` }, task.version);
  } catch (thrown) {
    // Others were faster, or work on it goes on: it is theirs.
    if (AppError.is(thrown, 'version.stale', 'task.illegal_event', 'task.guarded', 'task.archived'))
      return 'changed_here';
    throw thrown;
  }
  await app.store.collection('tasks').update({ id: task.id }, { $set: { importedAs: hash } });
  return isAsIssue ? 'imported' : 'updated';
}
