import { type OwnRedis, startRedis } from '../fakes/redis.ts';
import { startProxy } from '../services/tcp-proxy.ts';

/** Two servers behind one address. What is done to Redis is done to the one that the address leads to. */
export interface RedisPair extends Pick<OwnRedis, 'url' | 'flush' | 'kill' | 'restart' | 'stop'> {
  /** The address leads to the other; this one lives on until it is needed again, and takes whatever it is still given. */
  failOver(): Promise<void>;
}

export async function startRedisPair(): Promise<RedisPair> {
  let [primary, other] = await Promise.all([startRedis(), startRedis()]);
  const proxy = await startProxy(primary.url);
  return {
    url: `redis://127.0.0.1:${proxy.port}`,
    flush: () => primary.flush(),
    kill: () => primary.kill(),
    restart: () => primary.restart(),
    async failOver() {
      await other.restart();
      proxy.leadTo(other.url);
      [primary, other] = [other, primary];
    },
    async stop() {
      await proxy.stop();
      await Promise.all([primary.stop(), other.stop()]);
    },
  };
}
