import { importIssuesInput, type ImportIssuesInput, type ImportView } from '../contract/imports.ts';
import { AppError, invalid } from '../domain/errors.ts';
import type { IssueState } from '../domain/github.ts';
import { issueFaults } from '../shared/issue-faults.ts';
import type { Words } from '../words/index.ts';

/** What can be said by name. */
const NAMES: Readonly<Record<'state' | 'labels' | 'limit' | 'sync', readonly string[]>> = {
  state: ['state', '状态'],
  labels: ['labels', 'label', '标签'],
  limit: ['limit', 'max', '数量'],
  sync: ['sync', '同步'],
};
const STATES: Readonly<Record<IssueState, readonly string[]>> = {
  open: ['open', '未关闭', '打开'],
  closed: ['closed', '已关闭', '关闭'],
  all: ['all', '全部', '所有'],
};
const SYNCS: Readonly<Record<ImportIssuesInput['sync'], readonly string[]>> = {
  skip: ['skip', '跳过'],
  update: ['update', '更新'],
};

/**
 * Reads `acme/widgets bugs "good first issue" state=closed limit=50`: a repository, labels, and settings by name.
 *
 * @throws AppError `input.invalid` for what is none of them.
 */
export function readTypedImport(text: string): ImportIssuesInput {
  const [repository = '', ...words] = Array.from(
    text.matchAll(/(?:[^\s,，"“”=＝]{1,40}[=＝])?(?:["“]([^"“”]*)["”]|[^\s,，"“”]+)/gu),
    (match) => match[0],
  );
  const labels: string[] = [];
  const given: Record<string, unknown> = {};
  for (const word of words) {
    const at = word.search(/[=＝]/);
    const value = word.slice(at + 1).replace(/^["“]|["”]$/g, '');
    if (at === -1) labels.push(value);
    else Object.assign(given, READ[nameOf(word.slice(0, at))](value, labels));
  }
  const parsed = importIssuesInput.safeParse({ repository, labels, ...given }, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new AppError('input.invalid', { faults: issueFaults(parsed.error.issues, '') });
}

type Name = keyof typeof NAMES;

function nameOf(typed: string): Name {
  const name = typed.toLowerCase();
  const known = (Object.keys(NAMES) as Name[]).find((one) => NAMES[one].includes(name));
  if (!known) throw invalid(typed, 'which_import');
  return known;
}

const meant = <V extends string>(words: Readonly<Record<V, readonly string[]>>, said: string): string =>
  (Object.keys(words) as V[]).find((value) => words[value].includes(said.toLowerCase())) ?? said;

const READ: Readonly<Record<Name, (value: string, labels: string[]) => object>> = {
  state: (value) => ({ state: meant(STATES, value) }),
  limit: (value) => ({ limit: Number(value) }),
  sync: (value) => ({ sync: meant(SYNCS, value) }),
  labels(value, labels) {
    labels.push(value);
    return {};
  },
};

/** More than these are not named one by one. */
const MAX_NAMED = 20;

/** What has become of an import, in words. */
export function sayImport(view: ImportView, { imports, list }: Words): string {
  const { repository, created, updated, skipped, isTruncated } = view;
  if (view.fetched === 0) return imports.none(repository);
  const changed = skipped.filter(({ because }) => because === 'changed_here').map(({ task }) => task);
  const known = skipped.length - changed.length;
  const more = created.length - MAX_NAMED;
  return [
    created.length > 0 ? imports.created(repository, created.length) : imports.nothingNew(repository),
    ...created.slice(0, MAX_NAMED).map(({ task, title }) => `- ${task} ${title}`),
    ...(more > 0 ? [imports.more(more)] : []),
    ...(updated.length > 0 ? [imports.updated(list(updated.map(({ task }) => task)))] : []),
    ...(known > 0 ? [imports.known(known)] : []),
    ...(changed.length > 0 ? [imports.changedHere(list(changed))] : []),
    ...(isTruncated ? [imports.isTruncated] : []),
  ].join('\n');
}
