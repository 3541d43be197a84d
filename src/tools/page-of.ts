import { shorten } from '../shared/text.ts';

const MAX_PAGE = 80;

/** Host and path: what stands behind them may be secret, and one page differs from the next before that. */
export function pageOf(url: string): string {
  const { host, pathname } = new URL(url);
  return shorten(pathname === '/' ? host : `${host}${pathname}`, MAX_PAGE);
}
