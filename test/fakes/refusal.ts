import { AppError, faultsOf } from '../../src/domain/errors.ts';
import { wordsFor } from '../../src/words/index.ts';

export interface Refusal {
  code: string;
  /** `<field>: <what would mend it>`, in English. */
  faults: string[];
  details: Readonly<Record<string, unknown>>;
}

const read = (thrown: unknown): Refusal => {
  const error = AppError.from(thrown);
  const { code, details } = error;
  const faults = wordsFor('en').faults(faultsOf(error));
  return {
    code,
    details: { ...details },
    faults: faults.map(({ field, problem }) => `${field}: ${problem}`),
  };
};

const DONE: Refusal = { code: 'done', faults: [], details: {} };

/** How a piece of work was refused; the code `done` when it was not. */
export const refusalOf = (work: Promise<unknown>): Promise<Refusal> => work.then(() => DONE, read);

/** The same for work that is done at once. */
export function refusalIn(work: () => unknown): Refusal {
  try {
    work();
    return DONE;
  } catch (error) {
    return read(error);
  }
}
