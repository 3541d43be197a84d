/**
 * How much of what only grows stands in the document that it belongs to. What is older is moved, in whole pages, into rows of its
 * own: a document stays far below what a database takes (16 MB), however long a task or a run lives.
 */
export const BOUNDS = {
  /** Entries of a task's history: with so many there, the oldest page goes out with the next move. */
  history: { kept: 40, page: 20 },
  /**
   * Entries of a run's journal. Pages go out with the next answer of the model once there are more than `full` entries or
   * `maxWeight` characters; then `kept` entries stay, or fewer where they are heavy. The newest answer and its calls always do.
   */
  journal: { full: 100, kept: 40, page: 10, maxWeight: 1_000_000 },
  /** Remarks of a task. Older ones are found in its history, where each stands as the note of its move. */
  feedback: 20,
} as const;
