/** Hints between processes: live pages, "look now", stop. Never truth: any of them may be lost. */
export interface BusEvents {
  /** The inbox has something for the thread. */
  inbox: { threadKey: string };
  /** The outbox has something to send. */
  outbox: { orderKey: string };
  /** A person wants the run to stop or pause: whoever works on it looks at once. */
  run_signal: { runId: string };
  /** A person wants the turn to stop: whoever has it stops. */
  turn_stop: { inboxId: string };
  /** Tasks that wait for this one may go on, or it is to be seen whether it may. */
  graph: { taskId: string };
  /** A session was ended, or a token revoked: whatever it has open closes. */
  session: { id: string };
  /** Something that people look at has changed. */
  changed: {
    kind: 'task' | 'run' | 'ask' | 'chat' | 'deliverable' | 'settings' | 'schedule' | 'notification';
    id: string;
    placeKey?: string;
    taskId?: string;
  };
}
export type BusTopic = keyof BusEvents;

/** One folder in adapters/bus; all held to test/contracts/bus.contract.ts. */
export interface Bus {
  /** Never rejects and never blocks: what cannot be sent is dropped and logged. Delivered in this process too. */
  publish<T extends BusTopic>(topic: T, event: BusEvents[T]): void;
  /** Answers with the function that ends it. A handler that throws is logged. */
  subscribe<T extends BusTopic>(topic: T, handle: (event: BusEvents[T]) => void): () => void;
  close(): Promise<void>;
}
