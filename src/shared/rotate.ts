const HOUR_MS = 3600_000;

/** The new secret first; the old one stands beside it for some hours. Older ones go. */
export function rotated<T extends { since: Date; endsAt: Date | null }>(
  [last]: readonly T[],
  fresh: T,
  keepOldForHours: number,
): T[] {
  const endsAt = new Date(fresh.since.getTime() + keepOldForHours * HOUR_MS);
  return keepOldForHours === 0 || !last ? [fresh] : [fresh, { ...last, endsAt }];
}
