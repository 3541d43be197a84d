/** Figures of one measured thing, in milliseconds. */
export interface Figures {
  name: string;
  medianMs: number;
  p99Ms: number;
}

/** Times `work` `samples` times after a warm-up of a tenth of that. */
export async function measure(name: string, samples: number, work: () => Promise<unknown>): Promise<Figures> {
  for (let at = 0; at < Math.ceil(samples / 10); at += 1) await work();
  const times: number[] = [];
  for (let at = 0; at < samples; at += 1) {
    const startedMs = performance.now();
    await work();
    times.push(performance.now() - startedMs);
  }
  times.sort((a, b) => a - b);
  const quantile = (part: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
  return { name, medianMs: quantile(0.5), p99Ms: quantile(0.99) };
}

/** Prints the figures with each one's ratio to the first. */
export function report(title: string, figures: readonly Figures[]): void {
  const [base] = figures;
  console.log(`\n${title}`);
  for (const { name, medianMs, p99Ms } of figures) {
    const ratio = base ? (medianMs / base.medianMs).toFixed(2) : '';
    console.log(`  ${name.padEnd(52)} p50 ${medianMs.toFixed(3)} ms  p99 ${p99Ms.toFixed(3)} ms  × ${ratio}`);
  }
}
