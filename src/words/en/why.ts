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
  whyNext: (typed: string): string => `What would move it: ${typed}`,
  why: {
    archived: 'It is archived. Restore it to go on.',
    backlog: 'It stands in the backlog: nobody has started it. Run it, or complete it by hand.',
    preApproval: (who: string): string => `It waits for a nod before it starts, from ${who}.`,
    queued: 'It is in the queue and starts as soon as a worker is free.',
    queuedNoWorker:
      'It is in the queue, but no worker has taken it for a while. See that a process with the role "worker" runs.',
    dependency: (tasks: string): string => `It waits for ${tasks}.`,
    executor: 'It waits for an executor that can do it.',
    backoff: (moment: string): string => `It failed and is tried again ${moment}.`,
    person: (who: string): string => `${who} is working on it.`,
    running: (step: string): string => `It does move: ${step}.`,
    runningLost: 'Its worker has not been heard of; another takes over in a moment.',
    ask: (ask: string, question: string, who: string): string =>
      `It waits for ${who} to settle ${ask}: ${question}`,
    notShown: (reason: string): string => `It could not be shown in chat (${reason}).`,
    paused: 'It is paused. Resume it to go on.',
    review: (who: string): string => `The work is done and waits for a review by ${who}.`,
    completed: 'It is done.',
    failed: (reason: string): string => `It failed: ${reason}. Retry it to go on.`,
    cancelled: 'It was cancelled. Run it again to go on.',
    deferred: (reason: string, until: string | null): string =>
      `It is deferred (${reason})${until ? ` until ${until}` : ''}.`,
  },
};
export type WhyWords = typeof enWhy;
