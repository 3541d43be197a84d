import { z } from 'zod';
import { INPUT_RULES } from '../domain/input-rules.ts';

/** Longest texts that are taken, in characters. */
export const MAX_TITLE = 256;
export const MAX_TEXT = 20_000;
export const MAX_SHORT = 200;

/** A task waits for at most so many others. */
export const MAX_BLOCKERS = 32;

/** More tries than this by itself help nobody. */
export const MAX_RETRIES = 10;

/** A body of the HTTP API, at most this many bytes. */
export const MAX_BODY_BYTES = 256 * 1024;

/** What a person writes: no control characters but line breaks and tabs, and whole characters only. */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => value.isWellFormed(), INPUT_RULES.whole_text)
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    .refine((value) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(value), INPUT_RULES.no_controls);

export const name = text(MAX_SHORT).trim().min(1);

/** The name of a form's field. */
export const fieldName = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, INPUT_RULES.parameter_name);

/** ISO 8601 with an offset, such as 2026-12-01T09:00:00+08:00. */
export const instant = z.iso.datetime({ offset: true });

/** An id, or a number such as T-42. */
export const ref = z.string().min(1).max(80);

export const page = {
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(800).optional(),
};

export const place = z.strictObject({ platform: name, channel: name, thread: name });
