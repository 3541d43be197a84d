import type { Ports } from '../ports/index.ts';

export type MigrationPorts = Pick<Ports, 'store' | 'log'>;

export interface Migration {
  /** The layout that it leads to: 1, 2, 3 … without gaps. */
  readonly to: number;
  readonly name: string;
  /**
   * Goes over the documents and changes those that are not as they should be, each by a write whose filter is what was read. May
   * be stopped at any moment and begun again. Throws the signal's reason when it is not ours to do any more.
   */
  run(ports: MigrationPorts, signal: AbortSignal): Promise<void>;
}
