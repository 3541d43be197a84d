/** Several of a kind within a sentence. */
export const enList = (items: readonly string[]): string => items.join(', ');
