/** Time zones whose city has a name of its own in the words; the others are called by their identifier. */
export const NAMED_ZONES = [
  'UTC',
  'Asia/Shanghai',
  'Asia/Hong_Kong',
  'Asia/Taipei',
  'Asia/Tokyo',
  'Asia/Singapore',
  'Asia/Urumqi',
  'Europe/Berlin',
  'Europe/London',
  'Europe/Paris',
  'America/New_York',
  'America/Los_Angeles',
] as const;
export type NamedZone = (typeof NAMED_ZONES)[number];
