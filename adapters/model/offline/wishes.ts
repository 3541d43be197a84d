import type { ManageTasksInput } from '../../../src/contract/tools.ts';
import type { HintedTask } from '../../../src/ports/model.ts';
import type { Change } from './changes.ts';
import type { NewTask } from './content.ts';
import type { Topic } from './topics.ts';

/** What a message asks for. */
export type Wish =
  | { is: 'create'; task: NewTask; run: boolean }
  | ({ is: 'change' } & Change)
  | { is: 'call'; args: ManageTasksInput }
  /** Every task that is meant by "all". */
  | { is: 'bulk'; args: Omit<ManageTasksInput, 'ref'>; tasks: HintedTask[] }
  | { is: 'say'; topic: Topic };
