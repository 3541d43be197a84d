import type { BrowserSecret } from '../../../src/ports/browser.ts';

const HIDDEN = '••••';
/** What a field holds that nobody may read is looked for elsewhere only from so many characters on. */
const MIN_LENGTH = 4;

/** Every way in which a page can show a secret that is looked for. */
const formsOf = (value: string): string[] => [
  value,
  encodeURIComponent(value),
  JSON.stringify(value).slice(1, -1),
  Buffer.from(value).toString('base64'),
];

/** Takes secrets out of what a page says: those of the session by their names, and what stands in fields that nobody may read. */
export function createMask(secrets: readonly BrowserSecret[]) {
  const known = secrets.flatMap(({ name, value }) =>
    formsOf(value).map((form) => [form, `{{${name}}}`] as const),
  );
  let fields: readonly string[] = [];
  return {
    /** What the fields of the page hold that nobody may read. */
    setFields(values: readonly string[]): void {
      fields = values.filter((value) => value !== '');
    },
    text(text: string): string {
      if (fields.includes(text)) return HIDDEN;
      let masked = text;
      for (const [form, name] of known) masked = masked.replaceAll(form, name);
      for (const value of fields)
        if (value.length >= MIN_LENGTH)
          for (const form of formsOf(value)) masked = masked.replaceAll(form, HIDDEN);
      return masked;
    },
  };
}

export type Mask = ReturnType<typeof createMask>;
