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
export function makeErrands(count: number, prefix: string, ledger: string): Errand[] {
  return Array.from({ length: count }, (_, at): Errand => {
    const id = `${prefix}${at}`;
    const steps = SHAPES[at % SHAPES.length] ?? [];
    const way = at % 3 === 2 ? 'message' : 'command';
    const isCommand = way === 'command';
    const ids = (step: Step) => steps.flatMap((one, index) => (one === step ? [`${id}.${index}`] : []));
    return {
      plan: { id, calls: steps.map((step, index) => toCall(step, `${id}.${index}`, ledger)) },
      way,
      isReviewed: isCommand && at % 7 === 0,
      mishap: isCommand && at % 8 === 1 ? 'cancel' : isCommand && at % 8 === 3 ? 'pause' : null,
      effects: ids('send'),
      files: ids('file'),
    };
  });
}

/** One errand of which every point of the program is passed. */
export function makeLongErrand(id: string, way: Errand['way'], ledger: string): Errand {
  const steps: Step[] = ['file', 'send', 'choose', 'file'];
  return {
    plan: { id, calls: steps.map((step, index) => toCall(step, `${id}.${index}`, ledger)) },
    way,
    isReviewed: false,
    mishap: null,
    effects: [`${id}.1`],
    files: [`${id}.0`, `${id}.3`],
  };
}

function toCall(step: Step, id: string, ledger: string): Plan['calls'][number] {
  const ask = (args: object) => ({ name: 'ask_people', args });
  switch (step) {
    case 'file':
      return { name: 'save_deliverable', args: { name: `${id}.md`, content: `# ${id}` } };
    case 'send':
      return { name: 'http_send', args: { method: 'POST', url: effectUrl(ledger, id, SLOW_MS), body: id } };
    case 'choose':
      return ask({ kind: 'choice', question: `Which region for ${id}?`, options: ['eu', 'us'] });
    case 'tell':
      return ask({ kind: 'text', question: `What about ${id}?` });
    case 'nod':
      return ask({ kind: 'approval', question: `Go on with ${id}?` });
  }
}

export const textOf = ({ plan }: Errand): string => writePlan(plan);
