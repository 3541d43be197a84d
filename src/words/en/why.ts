import { withoutStop } from '../parts/without-stop.ts';

/** Why a task does not move, and what would move it. */
export const enWhy = {
  /** What to type for the event that would move a task; `#` is the number of the ask or the task. */
  whyTyped: {
    queue: 'task run #',
    skip_blocker: 'task skip #',
    approve: 'approve #',
    answer: 'answer # …',
    resume: 'resume #',
    hand_back: 'hand back #',
    accept: 'accept #',
    retry: 'retry #',
    rerun: 'task run #',
    resume_deferred: 'task resume #',
  },
  whyNext: (typed: string): string => `Next: ${typed}`,
  why: {
    archived: 'It is archived. Restore it to continue.',
    backlog: 'It has not started yet. Run it, or mark it as done.',
    preApproval: (who: string): string => `It is waiting for ${who} to approve its start.`,
    queued: 'It is queued and starts as soon as a worker is free.',
    queuedBehind: (count: number): string =>
      `It is queued behind ${count === 1 ? 'another run' : `${count} others`}. What has begun goes first, then the more urgent and the older.`,
    agentAtWork: (agent: string, tasks: string): string =>
      `It is waiting until ${agent} is free, which is working on ${tasks}.`,
    queuedNoWorker:
      'It is queued, but no worker has picked it up for a while. Check that a process with the role "worker" is running.',
    dependency: (tasks: string): string => `It is waiting for ${tasks}.`,
    executor: 'It is waiting for an executor that can do it.',
    backoff: (moment: string): string => `It failed and will be retried ${moment}.`,
    person: (who: string): string => `${who} is working on it.`,
    running: (step: string): string => `It is in progress: ${step}`,
    runningLost: 'Its worker is not responding; another one will take over in a moment.',
    ask: (who: string, ask: string, question: string, expires: string): string =>
      `It is waiting for ${who}. ${ask}: ${question} (${expires})`,
    notShown: (reason: string): string => `It could not be shown in chat (${reason}).`,
    paused: 'It is paused. Resume it to continue.',
    review: (who: string): string => `The work is done and is waiting for a review by ${who}.`,
    completed: 'It is done.',
    completedPartly: 'It is done in part.',
    rejected: (by: string, reason: string): string =>
      `${by} rejected it${reason ? `: ${withoutStop(reason)}` : ''}. Retry it to continue.`,
    failed: (reason: string): string => `It failed: ${withoutStop(reason)}. Retry it to continue.`,
    cancelled: 'It was cancelled. Run it again to continue.',
    deferred: (reason: string, until: string | null): string =>
      `It is deferred (${reason})${until ? ` until ${until}` : ''}.`,
  },
};
export type WhyWords = typeof enWhy;
