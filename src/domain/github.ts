/** A repository by its names, which may change; the number stays. */
export interface RepositoryName {
  owner: string;
  name: string;
}

export interface Repository extends RepositoryName {
  /** Survives renames and transfers. */
  id: number;
  isPrivate: boolean;
}

export const ISSUE_STATES = ['open', 'closed', 'all'] as const;
export type IssueState = (typeof ISSUE_STATES)[number];

/** An issue as far as a task is made of it. */
export interface Issue {
  number: number;
  title: string;
  body: string;
  url: string;
  state: string;
  labels: string[];
  /** When its milestone is due, ISO 8601. */
  dueAt: string | null;
}

/** The issue that a task was imported from. */
export interface ImportedIssue extends RepositoryName {
  /** Of the repository, whatever it is called by now. */
  repositoryId: number;
  number: number;
}

/** The platform of the outbox's targets that are issues; their channel is the repository, their thread the number. */
export const ISSUE_TARGET = 'github';

/** A repository whose issues are told what became of them, and whether they are closed by it. */
export interface WriteBack {
  /** `acme/widgets`, `acme/*`. */
  repository: string;
  close: boolean;
}

/** What the server lets this token ask for until when, as far as it says so. */
export interface RateLimit {
  remaining: number;
  /** ISO 8601. */
  resetAt: string;
}

/** `acme/widgets`. */
export const nameOfRepository = ({ owner, name }: RepositoryName): string => `${owner}/${name}`;

/**
 * Reads `acme/widgets`, and the address of a repository or of anything in it on exactly this host; undefined for what is neither.
 */
export function parseRepository(text: string, host: string): RepositoryName | undefined {
  const address = text.trim();
  const bare = address.replace(/^https?:\/\//i, '');
  const [first = '', ...rest] = bare.split(/[?#]/, 1)[0]?.split('/') ?? [];
  // The name of an owner has neither dots nor ports.
  const hasHost = bare !== address || /[.:]/.test(first);
  if (hasHost ? first.toLowerCase() !== host : rest.length !== 1) return undefined;
  const [owner = '', given = ''] = hasHost ? rest : [first, ...rest];
  const name = given.replace(/\.git$/, '');
  const isName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$/.test(owner) && /^[\w.-]{1,100}$/.test(name);
  return isName && name !== '.' && name !== '..' ? { owner, name } : undefined;
}

/** Whether one of the patterns, `acme/widgets` or `acme/*`, names the repository. */
export function isNamed(repository: RepositoryName, patterns: readonly string[]): boolean {
  const owner = repository.owner.toLowerCase();
  const own = [`${owner}/${repository.name.toLowerCase()}`, `${owner}/*`];
  return patterns.some((pattern) => own.includes(pattern.toLowerCase()));
}
