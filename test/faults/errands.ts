import { writePlan, type Plan } from './plan.ts';
import { effectUrl } from './effect-ledger.ts';

/** Something that people want done, and what may come in between. */
export interface Errand {
  plan: Plan;
  /** As commands of an API client, or as a message that the platform delivers several times. */
  way: 'command' | 'message';
  isReviewed: boolean;
  mishap: 'cancel' | 'pause' | null;
  /** What must have happened once at its end: effects outside, and files. */
  effects: string[];
  files: string[];
}

type Step = 'file' | 'send' | 'choose' | 'tell' | 'nod';

// prettier-ignore
const SHAPES: readonly (readonly Step[])[] = [
  ['file', 'send', 'file'],
  ['send', 'choose', 'file'],
  ['file', 'send', 'file', 'send'],
  ['tell', 'send', 'nod', 'file'],
  ['file', 'file', 'send'],
];

/** How long an effect may take to answer. */
const SLOW_MS = 400;

/** Errands of every shape and way, the same for each run with the same numbers. */
export const makeErrands = (count: number, prefix: string, ledger: string): Errand[] =>
  Array.from({ length: count }, (_, at): Errand => {
    const errand = toErrand(`${prefix}${at}`, SHAPES[at % SHAPES.length] ?? [], ledger);
    if (at % 3 === 2) return { ...errand, way: 'message' };
    const mishap = at % 8 === 1 ? 'cancel' : at % 8 === 3 ? 'pause' : null;
    return { ...errand, isReviewed: at % 7 === 0, mishap };
  });

/** Errands that ask first and then leave a file behind. */
export const makeQuestions = (count: number, prefix: string, ledger: string): Errand[] =>
  Array.from({ length: count }, (_, at) => toErrand(`${prefix}${at}`, ['tell', 'file'], ledger));

/** One errand of which every point of the program is passed. */
export const makeLongErrand = (id: string, ledger: string): Errand => ({
  ...toErrand(id, ['file', 'send', 'choose', 'file'], ledger),
  way: 'message',
});

/** One that takes long outside. */
export const makeSlowErrand = (id: string, ledger: string, slowMs: number): Errand =>
  toErrand(id, ['send'], ledger, slowMs);

function toErrand(id: string, steps: readonly Step[], ledger: string, slowMs = SLOW_MS): Errand {
  const ids = (step: Step) => steps.flatMap((one, index) => (one === step ? [`${id}.${index}`] : []));
  return {
    plan: { id, calls: steps.map((step, index) => toCall(step, `${id}.${index}`, ledger, slowMs)) },
    way: 'command',
    isReviewed: false,
    mishap: null,
    effects: ids('send'),
    files: ids('file'),
  };
}

function toCall(step: Step, id: string, ledger: string, slowMs: number): Plan['calls'][number] {
  const ask = (args: object) => ({ name: 'ask_people', args });
  switch (step) {
    case 'file':
      return { name: 'save_deliverable', args: { name: `${id}.md`, content: `# ${id}` } };
    case 'send':
      return { name: 'http_send', args: { method: 'POST', url: effectUrl(ledger, id, slowMs), body: id } };
    case 'choose':
      return ask({ kind: 'choice', question: `Which region for ${id}?`, options: ['eu', 'us'] });
    case 'tell':
      return ask({ kind: 'text', question: `What about ${id}?` });
    case 'nod':
      return ask({ kind: 'approval', question: `Go on with ${id}?` });
  }
}

export const textOf = ({ plan }: Errand): string => writePlan(plan);

const CHANNELS = 5;

/** Where the errand's people talk: each in a thread of its own. */
export const placeOf = (id: string) => ({
  platform: 'web',
  channel: `c${Number(id.replace(/\D/g, '')) % CHANNELS}`,
  thread: id,
});
