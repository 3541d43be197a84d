import { invalid } from '../../../src/domain/errors.ts';

export interface RedisOptions {
  host: string;
  port: number;
  db: number;
  username?: string;
  password?: string;
  tls?: object;
}

/** Reads `redis[s]://[user][:password@]host[:port][/db]`. Bull's own reading leaves out TLS. */
export function redisOptions(text: string): RedisOptions {
  // An error of the URL class would carry the text, and with it the password.
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['redis:', 'rediss:'].includes(url.protocol))
    throw invalid('REDIS_URL', 'address', 'redis://host:6379');
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1') || '127.0.0.1',
    port: Number(url.port || 6379),
    db: Number(url.pathname.slice(1) || 0),
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...(url.password && { password: decodeURIComponent(url.password) }),
    ...(url.protocol === 'rediss:' && { tls: {} }),
  };
}
