import { invalid } from '../domain/errors.ts';

/**
 * An address that events may be sent to: https, or http where the configuration allows the host by name; no credentials in it, and
 * the usual port or one of those that programs of people use. Whether it leads into the own network is looked at with each request.
 * @throws AppError `input.invalid`.
 */
export function readWebhookUrl(text: string, allowHosts: readonly string[], field = 'url'): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isNamed = url !== undefined && (allowHosts.includes(url.host) || allowHosts.includes(url.hostname));
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isNamed);
  const hasPort = url?.port === '' || Number(url?.port) >= 1024;
  if (!url || !isSafe || !hasPort || url.username || url.password)
    throw invalid(field, 'address', 'https://example.com/errand');
  return url;
}
