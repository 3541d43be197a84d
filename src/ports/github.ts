import type { Issue, IssueState, RateLimit, Repository, RepositoryName } from '../domain/github.ts';

export interface IssueQuery {
  state: IssueState;
  /** All of them. */
  labels: readonly string[];
  /** ISO 8601: changed since. */
  since?: string | undefined;
  limit: number;
}

export interface FoundIssues {
  /** Without pull requests, the oldest first. */
  issues: Issue[];
  /** There are more than were asked for. */
  isTruncated: boolean;
  rateLimit: RateLimit | null;
}

/**
 * GitHub, or an Enterprise server, as far as it is read. Every method throws AppError `github.not_found` for what is not there or not
 * for this token, `github.denied`, `github.rate_limited` and `github.unavailable`.
 */
export interface GitHub {
  /** `github.com`, or the host of the server: the only one that is spoken to. */
  host: string;
  /** By its present or a former name. */
  getRepository(name: RepositoryName, signal: AbortSignal): Promise<Repository>;
  /** At most 100. */
  listLabels(name: RepositoryName, signal: AbortSignal): Promise<string[]>;
  listIssues(name: RepositoryName, query: IssueQuery, signal: AbortSignal): Promise<FoundIssues>;
}
