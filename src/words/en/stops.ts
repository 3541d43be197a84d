const because = (reason: string): string => (reason ? `: ${reason}` : '');

/** The emergency stop. */
export const enStops = {
  stopped: (name: string, reason: string): string =>
    `${name} has stopped everything${because(reason)}. No agent takes another step until an admin releases it.`,
  turnStopped: (name: string, reason: string): string =>
    `${name} has stopped everything${because(reason)}. Your message was not carried out: send it again once an admin has released it.`,
  already: (name: string, reason: string): string =>
    `${name} had stopped everything before${because(reason)}. It stays so until an admin releases it.`,
  released: (name: string, reason: string): string =>
    `${name} has released everything${because(reason)}. What was stopped continues.`,
  how: 'To stop every agent at once, an admin types: task stop-all <reason>',
  notStopped: 'Nothing is stopped.',
  onCard: (name: string, reason: string): string =>
    `On hold: ${name} has stopped everything${because(reason)}.`,
};
export type StopWords = typeof enStops;
