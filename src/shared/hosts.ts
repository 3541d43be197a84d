/** What stands between words, in both languages. */
const BETWEEN = /[\s<>"'`()[\]{}|，。、；：！？（）【】「」《》“”‘’]+/;
const NAME = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const MAX_HOST = 253;
/** So many are read out of one text. */
const MAX_HOSTS = 200;

/** The host of an address as two of them are compared: with its port where it has one, without `www.`; empty for no address. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host.replace(/^www\./, '').replace(/\.$/, '') : '';
}

/** The hosts that a text names, by addresses or bare, as `hostOf` writes them. */
export function hostsIn(text: string): string[] {
  const found = new Set<string>();
  for (const part of text.split(BETWEEN)) {
    if (found.size >= MAX_HOSTS) break;
    const at = part.search(/https?:\/\//i);
    const host = at >= 0 ? hostOf(part.slice(at)) : bareHost(part);
    if (host) found.add(host);
  }
  return [...found];
}

/** `example.com`, `docs.example.com/prices`, `10.0.0.7:8080`, `wiki:8080`; not `it`, and not `10:30`. */
function bareHost(part: string): string {
  const host = withoutEnd(part.split(/[/?#]/, 1)[0] ?? '').toLowerCase();
  const [name = '', port, ...more] = host.split(':');
  const hasPort = port !== undefined && /^\d{2,5}$/.test(port);
  if (host.length > MAX_HOST || more.length > 0 || (port !== undefined && !hasPort)) return '';
  const labels = name.split('.');
  // One word alone is a word; with a port it is a machine of the network.
  if (labels.length < 2 && !(hasPort && /^[a-z]/.test(name))) return '';
  return labels.every((label) => NAME.test(label)) ? hostOf(`http://${host}`) : '';
}

/** Without the punctuation of the sentence that it ends. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && '.,;:!'.includes(text[end - 1] ?? ' ')) end -= 1;
  return text.slice(0, end);
}
