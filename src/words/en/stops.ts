const because = (reason: string): string => (reason ? `: ${reason}` : '');

/** The emergency stop. */
export const enStops = {
  stopped: (name: string, reason: string): string =>
    `${name} has stopped everything${because(reason)}. No agent takes another step until an admin releases it.`,
  released: (name: string, reason: string): string =>
    `${name} has released everything${because(reason)}. What was stopped continues.`,
  notStopped: 'Nothing is stopped.',
  onCard: (name: string, reason: string): string =>
    `On hold: ${name} has stopped everything${because(reason)}.`,
};
export type StopWords = typeof enStops;
