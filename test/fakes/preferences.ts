import type { PreferenceCommands } from '../../src/notifications/preferences.ts';

/** Nobody has any, and no mail is sent. */
const off = { mail: 'off', direct: 'off' } as const;
const none = async () => ({
  hasMail: false,
  hasDirect: false,
  mail: null,
  pending: null,
  cells: {
    needs_you: off,
    awaiting_review: off,
    completed: off,
    failed: off,
    stopped: off,
    delivery_trouble: off,
  },
  quiet: null,
  isQuietUsual: true,
});

export const noPreferences: PreferenceCommands = {
  getPreferences: none,
  setMailAddress: none,
  confirmMailAddress: none,
  removeMailAddress: none,
  updatePreferences: none,
  readUnsubscribe: () => undefined,
  unsubscribe: async () => undefined,
};
