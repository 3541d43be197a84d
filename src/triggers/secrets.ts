import type { App } from '../app.ts';
import { invalid } from '../domain/errors.ts';
import type { Trigger, TriggerScheme, TriggerSecret } from '../domain/trigger.ts';
import { SCHEMES } from './schemes.ts';
import { sha256 } from '../shared/sha256.ts';

export interface NewSecret {
  kept: TriggerSecret;
  /** The text, where it was made here: it is shown once. */
  shown: string | null;
}

/** A secret as it is kept: its text where signatures are reckoned with it, else its hash. */
export function keepSecret(
  { secrets, clock }: App,
  scheme: TriggerScheme,
  given: string | undefined,
): NewSecret {
  const way = SCHEMES[scheme];
  const { isSentAsItIs } = way;
  const text = given ?? way.make();
  if (!way.keyOf(text)) throw invalid('secret', 'form');
  const kept = {
    sealed: isSentAsItIs ? null : secrets.seal(text),
    hash: isSentAsItIs ? sha256(text) : null,
    tail: text.slice(-4),
    since: clock.now(),
    endsAt: null,
    lastUsedAt: null,
  };
  return { kept, shown: given === undefined ? text : null };
}

/** The secrets that still count, each with its key, or the hash of one that is sent as it is. */
export function openSecrets(
  { secrets, clock }: App,
  trigger: Trigger,
): { secret: TriggerSecret; key: Buffer }[] {
  const now = clock.now();
  return trigger.secrets
    .filter(({ endsAt }) => endsAt === null || endsAt > now)
    .flatMap((secret) => {
      const { sealed, hash } = secret;
      const key =
        sealed === null
          ? Buffer.from(hash ?? '', 'hex')
          : SCHEMES[trigger.scheme].keyOf(secrets.open(sealed));
      return key ? [{ secret, key }] : [];
    });
}
