import type { ChatPort } from '../../src/ports/chat.ts';
import type { Ports } from '../../src/ports/index.ts';
import type { CollectionName, Store, Update } from '../../src/ports/store.ts';

/** A place in the program, seen from outside: just before or just after one call of a port. */
interface Point {
  port: CollectionName | 'queue' | 'fetcher' | 'chat';
  method: string;
  when: 'before' | 'after';
  fits?: (args: readonly unknown[]) => boolean;
}

const setBy = (args: readonly unknown[]): Readonly<Record<string, unknown>> =>
  (args[1] as Update | undefined)?.$set ?? {};
const sets =
  (field: string, ...values: readonly unknown[]) =>
  (args: readonly unknown[]) =>
    values.includes(setBy(args)[field]);
const settlesCall = (state: string) => (args: readonly unknown[]) =>
  Object.entries(setBy(args)).some(([path, value]) => /^journal\.\d+\.state$/.test(path) && value === state);
const isPost = ([request]: readonly unknown[]): boolean => (request as { method: string }).method === 'POST';
const requeues = (args: readonly unknown[]): boolean =>
  (setBy(args).change as { note?: string } | undefined)?.note === 'lease_lost';

/** Where a process may be made to die or to stand still. */
// prettier-ignore
export const POINTS = {
  'after-turn-claimed':         { port: 'inbox',   method: 'update',         when: 'after',  fits: sets('state', 'working') },
  'after-insert-task':          { port: 'tasks',   method: 'insert',         when: 'after' },
  'after-insert-run':           { port: 'runs',    method: 'insert',         when: 'after' },
  'before-enqueue':            { port: 'queue',   method: 'enqueue',        when: 'before' },
  'after-enqueue':              { port: 'queue',   method: 'enqueue',        when: 'after' },
  'between-tool-and-reply':     { port: 'inbox',   method: 'update',         when: 'after',  fits: settlesCall('done') },
  'before-turn-ends':           { port: 'inbox',   method: 'update',         when: 'before', fits: sets('state', 'done') },
  'after-claim':                { port: 'runs',    method: 'update',         when: 'after',  fits: sets('status', 'running') },
  'before-effect':              { port: 'runs',    method: 'update',         when: 'before', fits: settlesCall('started') },
  'after-effect-begun':         { port: 'fetcher', method: 'fetch',          when: 'before', fits: isPost },
  'after-effect-before-record': { port: 'fetcher', method: 'fetch',          when: 'after',  fits: isPost },
  'after-own-effect':           { port: 'deliverables', method: 'insert',    when: 'after' },
  'after-ask-before-wait':      { port: 'asks',    method: 'insertIfAbsent', when: 'after' },
  'during-wait':                { port: 'runs',    method: 'update',         when: 'after',  fits: sets('status', 'waiting') },
  'after-answer-before-wake':   { port: 'asks',    method: 'update',         when: 'after',  fits: sets('state', 'answered', 'approved') },
  'in-sweep':                   { port: 'runs',    method: 'update',         when: 'after',  fits: requeues },
  'before-finish':              { port: 'runs',    method: 'update',         when: 'before', fits: sets('status', 'succeeded') },
  'after-finish':               { port: 'runs',    method: 'update',         when: 'after',  fits: sets('status', 'succeeded') },
  'after-task-ended':           { port: 'tasks',   method: 'update',         when: 'after',  fits: sets('status', 'completed') },
  'between-card-post-and-record': { port: 'chat',  method: 'post',           when: 'after' },
} as const satisfies Record<string, Point>;

export type PointName = keyof typeof POINTS;
export const POINT_NAMES = Object.keys(POINTS) as PointName[];

/** The ports as they are, but each point tells `reach` when it is passed, and waits for it. */
export function watchPoints(ports: Ports, reach: (point: PointName) => Promise<void>): Ports {
  function watch<T extends object>(port: Point['port'], target: T): T {
    const mine = POINT_NAMES.filter((name) => POINTS[name].port === port);
    const tell = async (method: unknown, when: Point['when'], args: readonly unknown[]) => {
      for (const name of mine) {
        const point: Point = POINTS[name];
        if (point.method === method && point.when === when && (point.fits?.(args) ?? true)) await reach(name);
      }
    };
    return new Proxy(target, {
      get(inner, method, receiver) {
        const value: unknown = Reflect.get(inner, method, receiver);
        if (!mine.some((name) => POINTS[name].method === method)) return value;
        const call = value as (...args: unknown[]) => Promise<unknown>;
        return async (...args: unknown[]) => {
          await tell(method, 'before', args);
          const result = await call.apply(inner, args);
          await tell(method, 'after', args);
          return result;
        };
      },
    });
  }

  const { store } = ports;
  const collection: Store['collection'] = (name) => watch(name, store.collection(name));
  const chats = [...ports.chats].map(([name, chat]): [string, ChatPort] => [name, watch('chat', chat)]);
  return {
    ...ports,
    store: { ...store, collection },
    queue: watch('queue', ports.queue),
    fetcher: watch('fetcher', ports.fetcher),
    chats: new Map(chats),
  };
}
