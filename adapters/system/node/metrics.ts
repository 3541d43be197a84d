import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import type { Log, Metrics } from '../../../src/ports/system.ts';

type Labels = Readonly<Record<string, string>>;
type Kind = 'counter' | 'gauge' | 'histogram';

/** From a claim in the store to a run of an hour. */
const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];

export interface NodeMetrics extends Metrics {
  /** The page for `/metrics`, in the text format that `contentType` names. */
  text(): Promise<string>;
  readonly contentType: string;
}

/**
 * Figures of this process, its own memory and event loop included. A figure is known by its name; the kind and the
 * label names of its first use hold for ever. A use that breaks this is dropped and logged once per name.
 */
export function createMetrics({ log }: { log: Log }): NodeMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const known = new Map<string, { shape: string; write: (labels: Labels, value: number) => void }>();
  const faulty = new Set<string>();

  function create(kind: Kind, name: string, labelNames: string[]): (labels: Labels, value: number) => void {
    const options = { name, help: name.replaceAll('_', ' '), labelNames, registers: [registry] };
    if (kind === 'counter') {
      const counter = new Counter(options);
      return (labels, value) => counter.inc(labels, value);
    }
    if (kind === 'gauge') {
      const gauge = new Gauge(options);
      return (labels, value) => gauge.set(labels, value);
    }
    const histogram = new Histogram({ ...options, buckets: BUCKETS_SECONDS });
    return (labels, value) => histogram.observe(labels, value);
  }

  function write(kind: Kind, name: string, value: number, labels: Labels = {}): void {
    const labelNames = Object.keys(labels).toSorted();
    const shape = `${kind}(${labelNames.join()})`;
    try {
      const figure = known.get(name) ?? { shape, write: create(kind, name, labelNames) };
      known.set(name, figure);
      if (figure.shape !== shape) throw new Error(`${name} is a ${figure.shape}, not a ${shape}`);
      figure.write(labels, value);
    } catch (error) {
      if (faulty.has(name)) return;
      faulty.add(name);
      log.error({ metric: name, error }, 'a figure was dropped');
    }
  }

  return {
    count: (name, labels, by = 1) => write('counter', name, by, labels),
    gauge: (name, value, labels) => write('gauge', name, value, labels),
    observe: (name, seconds, labels) => write('histogram', name, seconds, labels),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
