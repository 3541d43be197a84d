/**
 * Why people may have to nod before something is pressed: it submits a form or the page would send something; its words say that it
 * sends, pays or deletes.
 */
export const PRESS_REASONS = ['submit', 'send', 'pay', 'delete'] as const;
export type PressReason = (typeof PRESS_REASONS)[number];

/** What an agent may do in a browser. Without it, it has none. */
export interface BrowserRights {
  /** Hosts, as `shop.example`, `*.shop.example` or `shop.example:8080`; nothing else is reached, whoever sends the browser there. */
  sites: readonly string[];
  /** Addresses without their protocol, as `shop.example/graphql`: pages may send there and below at any time, since they only read with it. */
  reads: readonly string[];
  /** Reasons for which a press needs an approval. */
  ask: readonly PressReason[];
  /** Reasons for which nothing is pressed at all. */
  never: readonly PressReason[];
}

/** Whether the list has the host of the address. An entry without a port is for the usual ones of http and https. */
export function isSite({ hostname, port: given, protocol }: URL, sites: readonly string[]): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  const port = given || (protocol === 'https:' ? '443' : '80');
  return sites.some((site) => {
    const [, wanted = '', only] = /^(.*?)(?::(\d+))?$/.exec(site.toLowerCase()) ?? [];
    if (only === undefined ? port !== '80' && port !== '443' : port !== only) return false;
    return wanted.startsWith('*.') ? name.endsWith(wanted.slice(1)) : name === wanted;
  });
}
