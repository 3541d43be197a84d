/** What a token can be given. None includes another. */
export const SCOPES = ['read', 'tasks', 'decide', 'admin'] as const;

/** What the one token has that does everything, and who is signed in: `console` are the pages, and the chat. */
export const ALL_SCOPES = [...SCOPES, 'console'] as const;
export type Scope = (typeof ALL_SCOPES)[number];
