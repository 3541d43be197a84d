import { boundDocuments } from './bound-documents.ts';
import type { Migration } from './migration.ts';

/** The way of the documents from the first version to this one. A row is never changed once it has been released. */
export const MIGRATIONS: readonly Migration[] = [
  { to: 1, name: 'long histories and journals become pages', run: boundDocuments },
];
