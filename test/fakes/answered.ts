import type { Fetched } from '../../src/ports/fetcher.ts';

/** What another system says that takes everything. */
export const ANSWERED_OK: Fetched = {
  kind: 'answered',
  status: 200,
  contentType: 'text/plain',
  headers: {},
  text: 'ok',
  isCut: false,
};
