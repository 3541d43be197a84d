/** Several of a kind within a sentence. */
export const zhList = (items: readonly string[]): string => items.join('、');
