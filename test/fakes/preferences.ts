import type { PreferenceCommands } from '../../src/notifications/preferences.ts';

/** Nobody has any, and no mail is sent. */
const none = async () => ({ hasMail: false, mail: null, pending: null, mailed: [] });

export const noPreferences: PreferenceCommands = {
  getPreferences: none,
  setMailAddress: none,
  confirmMailAddress: none,
  removeMailAddress: none,
  updatePreferences: none,
  readUnsubscribe: () => undefined,
  unsubscribe: async () => undefined,
};
