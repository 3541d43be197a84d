import { writePlan, type Plan } from './plan.ts';
import { effectUrl } from './effect-ledger.ts';

/** Something that people want done, and what may come in between. */
export interface Errand {
  plan: Plan;
  /** As commands of an API client, or as a message that the platform delivers several times. */
  way: 'command' | 'message';
  isReviewed: boolean;
  mishap: 'cancel' | 'pause' | null;
  /** It starts only once somebody has approved it. */
  isStartApproved: boolean;
  /** The id of the errand that must be done before. */
  after: string | null;
  /** What people want once they have seen the result: changes where it is reviewed, else feedback. */
  again: Plan | null;
  /** Nobody answers what it asks: the time of the question runs out. */
  isLeft: boolean;
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

/** The same with all that can stand between people and an end: approvals of the start, other errands, second wishes, silence. */
export const tangle = (errands: readonly Errand[], ledger: string): Errand[] =>
  errands.map((errand, at): Errand => {
    if (errand.way === 'message') return errand;
    const { plan, mishap } = errand;
    const asks = plan.calls.some(({ args }) =>
      ['choice', 'text'].includes((args as { kind?: string }).kind ?? ''),
    );
    const isLeft = asks && at % 9 === 1;
    const isDone = !isLeft && mishap === null;
    return {
      ...errand,
      isLeft,
      isStartApproved: at % 5 === 4,
      after: at % 6 === 3 ? (errands[at - 3]?.plan.id ?? null) : null,
      again: isDone && (errand.isReviewed || at % 4 === 2) ? againOf(plan.id, ledger) : null,
    };
  });

function againOf(id: string, ledger: string): Plan {
  const steps: readonly Step[] = ['send', 'file'];
  const calls = steps.map((step, index) => toCall(step, `${id}.again.${index}`, ledger, SLOW_MS));
  return { id: `${id} again`, calls };
}

/** What the second wish leaves behind. */
export const marksOf = ({ calls }: Plan) => ({
  effects: calls.flatMap(({ name, args }) => (name === 'http_send' ? [(args as { body: string }).body] : [])),
  files: calls.flatMap(({ name, args }) =>
    name === 'save_deliverable' ? [(args as { name: string }).name.replace(/\.md$/, '')] : [],
  ),
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
    isStartApproved: false,
    after: null,
    again: null,
    isLeft: false,
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
