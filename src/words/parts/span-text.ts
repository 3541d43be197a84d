interface Units {
  hours: string;
  minutes: string;
  seconds: string;
}

/** How long something took, in its two largest units. */
export function spanText(ms: number, { hours, minutes, seconds }: Units): string {
  const total = Math.max(0, Math.round(ms / 1000));
  if (total < 60) return `${total} ${seconds}`;
  const whole = Math.floor(total / 60);
  if (whole < 60) return `${whole} ${minutes}${total % 60 > 0 ? ` ${total % 60} ${seconds}` : ''}`;
  const rest = whole % 60;
  return `${Math.floor(whole / 60)} ${hours}${rest > 0 ? ` ${rest} ${minutes}` : ''}`;
}
