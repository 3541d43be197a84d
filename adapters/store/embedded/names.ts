import { type CollectionName, INDEXES } from '../../../src/ports/store.ts';

// The type of INDEXES says that its keys are these.
export const COLLECTIONS = Object.keys(INDEXES) as CollectionName[];
