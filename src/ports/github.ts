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
 * GitHub, or an Enterprise server, as far as it is read, and told what became of issues. Every method throws AppError `github.not_found` for what is not there or not
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
  /** The first comment with the text in it; undefined where the issue has none. */
  findComment(issue: IssueRef, text: string, signal: AbortSignal): Promise<number | undefined>;
  /** Answers with its number, which is unique in the repository. Where it throws `github.unavailable` it may have been written. */
  addComment(issue: IssueRef, body: string, signal: AbortSignal): Promise<number>;
  editComment(repository: RepositoryName, comment: number, body: string, signal: AbortSignal): Promise<void>;
  /** As completed. */
  closeIssue(issue: IssueRef, signal: AbortSignal): Promise<void>;
}

export interface IssueRef extends RepositoryName {
  number: number;
}
