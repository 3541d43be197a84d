// One process of the product, to be killed, frozen and stopped. It loads everything, then waits to be told to begin.
import { randomUUID } from 'node:crypto';
import { createCore } from '../../src/core.ts';
import type { Role } from '../../src/config/config-environment.ts';
import type { Collection, Filter, Store } from '../../src/ports/store.ts';
import type { Ports } from '../../src/ports/index.ts';
import type { Log } from '../../src/ports/system.ts';
import { startServices } from '../../src/services.ts';
import type { Errand } from './errands.ts';
import { countLeft } from './inspect.ts';
import { createPeople, type Care } from './people.ts';
import { watchPoints, type PointName } from './points.ts';
import { openWorld, type Place } from './world.ts';

/** What happens at a point, once. */
export interface Trap {
  point: PointName;
  signal: 'SIGKILL' | 'SIGSTOP';
}

export type Order =
  | {
      kind: 'start';
      place: Place;
      traps: Trap[];
      roles: Role[];
      /** Without the epoch in its filters and without noticing that it stood still: what must make the harness fail. */
      isUnfenced: boolean;
      /** Where nobody else can reach the store: the people are in this process too, and hand these in. */
      errands: Errand[];
      /** How they see to what is asked; null for not at all. */
      care: Care | null;
    }
  | { kind: 'trap'; trap: Trap };

export type Report =
  | { kind: 'loaded' | 'started' }
  | { kind: 'reached'; point: PointName }
  | { kind: 'log'; level: keyof Log; message: string; detail: string }
  | { kind: 'progress'; left: number; waiting: number; rssBytes: number };

const ALL_ROLES: readonly Role[] = ['chat', 'worker', 'schedule'];
const GRACE_MS = 2000;
const LOOK_MS = 200;
/** Errands that are being handed in at a time. */
const HANDS = 8;

const traps: Trap[] = [];

const report = (what: Report): Promise<void> =>
  new Promise((resolve) => {
    process.send?.(what, undefined, {}, () => resolve());
  });

function createRemoteLog(): Log {
  const write = (level: keyof Log) => (fields: Readonly<Record<string, unknown>>, message: string) => {
    const thrown = fields.err ?? fields.error;
    const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : undefined;
    const invariant = typeof fields.invariant === 'string' ? fields.invariant : '';
    const detail = cause instanceof Error ? `${cause.name}: ${cause.message}` : invariant;
    void report({ kind: 'log', level, message, detail });
  };
  return { debug() {}, info: write('info'), warn: write('warn'), error: write('error') };
}

async function reach(point: PointName): Promise<void> {
  const at = traps.findIndex((trap) => trap.point === point);
  const [trap] = at < 0 ? [] : traps.splice(at, 1);
  if (!trap) return;
  await report({ kind: 'reached', point });
  process.kill(process.pid, trap.signal);
}

/** The mutation that the harness must see. */
function unfence(ports: Ports): Ports {
  const { store, clock } = ports;
  const open = <T extends { id: string }>(inner: Collection<T>): Collection<T> => ({
    ...inner,
    update({ epoch: _, journalLength: __, ...filter }: Filter, ...rest) {
      return inner.update(filter, ...rest);
    },
  });
  const collection: Store['collection'] = (name) =>
    name === 'runs' ? open(store.collection(name)) : store.collection(name);
  return { ...ports, store: { ...store, collection }, clock: { ...clock, monotonicMs: () => 0 } };
}

async function start({
  place,
  roles,
  isUnfenced,
  errands,
  care,
  ...order
}: Extract<Order, { kind: 'start' }>) {
  traps.push(...order.traps);
  const world = await openWorld(place, createRemoteLog());
  await world.ports.store.migrate();
  const watched = watchPoints(world.ports, reach);
  const ports = isUnfenced ? unfence(watched) : watched;
  const core = createCore(ports, world.settings, `worker.${process.pid}.${randomUUID().slice(0, 8)}`);
  await world.web.start(core.receive);
  const services = await startServices(core, new Set(roles.length > 0 ? roles : ALL_ROLES));

  process.on('SIGTERM', () => {
    void services
      .stop(GRACE_MS)
      .then(() => world.close())
      .finally(() => process.exit(0));
  });
  await report({ kind: 'started' });
  if (errands.length > 0) await keepPeople();

  async function keepPeople(): Promise<void> {
    const people = createPeople({ ...world, core }, care ?? 'plainly', Math.random);
    const look = async () => {
      if (care) await people.tend();
      const left = await countLeft(ports, errands.length);
      const waiting = await people.countWaiting();
      await report({ kind: 'progress', left, waiting, rssBytes: process.memoryUsage.rss() });
      setTimeout(() => void look(), LOOK_MS);
    };
    void look();
    const left = [...errands];
    const handInRest = async () => {
      for (let next = left.shift(); next; next = left.shift()) await people.handIn(next);
    };
    await Promise.all(Array.from({ length: HANDS }, handInRest));
  }
}

/** A process that cannot begin ends, and whoever supervises it starts another. */
async function giveUp(error: unknown): Promise<never> {
  await report({ kind: 'log', level: 'error', message: 'cannot start', detail: String(error) });
  process.exit(1);
}

process.on('message', (order: Order) => {
  if (order.kind === 'trap') traps.push(order.trap);
  else start(order).catch(giveUp);
});
process.on('disconnect', () => process.exit(1)); // nobody is left who would stop it
await report({ kind: 'loaded' });
