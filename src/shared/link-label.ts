/** Names of hosts as they stand in words: labels with dots between them. */
const HOST = /[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,10}/gu;

/**
 * The text under which a link may stand: a label that names another host, wherever in it, says where the link leads. Rather once
 * too often, as for the name of a file.
 */
export function honestLabel(label: string, { hostname, protocol, href }: URL): string {
  if (protocol === 'mailto:') return href === `mailto:${label.trim()}` ? label : `${label} (${href})`;
  const named = label.normalize('NFKC').toLowerCase().match(HOST) ?? [];
  return named.every((host) => host === hostname) ? label : `${label} (${hostname})`;
}
