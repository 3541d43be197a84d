/** Every leaf of a catalogue with its path; lists are one leaf. */
export function leaves(value: unknown, path = ''): [string, unknown][] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key));
}

/** Arguments for those that take no plain texts and numbers. */
export const SAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  'error': ['internal', {}],
  'faults': [[{ field: 'title', code: 'required', facts: [] }]],
  'list': [['1', '2']],
  'cannotRead': [['file', 'image']],
  'either': [['1', '2']],
  'hintForm': ['1', ['2', '3']],
  'seed.task': [{ number: 'T-1', title: '1', state: '2' }],
  'schedules.onDays': [[1, 4]],
  'schedules.onDates': [[1, 'last', 'near_15']],
  'schedules.inMonths': [[1, 7]],
  'schedules.atTimes': [['09:00', '14:00']],
  'schedules.ways': [['1', '2']],
  'schedules.stateLine': ['paused', 'person', '1'],
  'schedules.policies': ['skip', 'once', '1'],
  'webChat.kinds.choice': [['1', '2']],
  'webChat.kinds.choices': [['1', '2']],
};

/** What a leaf says; functions are given texts that are no words. */
export function said(path: string, leaf: unknown): string {
  const spoken =
    typeof leaf === 'function'
      ? (leaf as (...args: unknown[]) => unknown)(...(SAMPLES[path] ?? ['1', '2', '3', '4']))
      : leaf;
  return typeof spoken === 'string' ? spoken : JSON.stringify(spoken);
}
