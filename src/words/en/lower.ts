/** A word or label as it stands within a sentence: `Run again` becomes `run again`. */
export const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
