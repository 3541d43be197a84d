import { createRandom, type HostileInput, type Make } from './hostile-kit.ts';
import { AUTH, CHAT, REST } from './hostile-rest.ts';
import { SLACK } from './hostile-slack.ts';
import { WECOM } from './hostile-wecom.ts';

const DOORS = { 'rest': REST, 'auth': AUTH, 'web chat': CHAT, 'slack': SLACK, 'wecom': WECOM } as const;
/** REST has the most fields, so it gets the most. */
const SHARES = [
  'rest',
  'rest',
  'rest',
  'auth',
  'web chat',
  'web chat',
  'slack',
  'slack',
  'wecom',
  'wecom',
] as const;

/** So many inputs: the same for the same seed, but for the time of day that signatures need. */
export function* hostileInputs(seed: number, count: number): Generator<HostileInput> {
  const random = createRandom(seed);
  for (let at = 0; at < count; at += 1) {
    const door = random.one(SHARES);
    yield { door, ...random.one<Make>(DOORS[door])(random) };
  }
}
