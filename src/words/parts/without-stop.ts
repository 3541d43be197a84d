/** A sentence that stands inside another: without the stop at its end. */
export const withoutStop = (text: string): string => text.replace(/[.。…]{1,3}$/u, '');
