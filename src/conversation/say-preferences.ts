import type { PreferencesView } from '../contract/preferences.ts';
import { NOTIFICATION_TYPES } from '../domain/notification.ts';
import { WAY_NAMES } from '../domain/preferences.ts';
import type { Words } from '../words/index.ts';
import { sayQuiet } from '../words/say-quiet.ts';

/** How a person is told: a line for each type, and when they are left in peace. */
export function sayPreferences(view: PreferencesView, words: Words): string {
  const { cells, hasMail, hasDirect, mail, quiet, isQuietUsual } = view;
  const said = words.preferences;
  const ways = WAY_NAMES.filter((way) => (way === 'mail' ? hasMail : hasDirect));
  const lines = NOTIFICATION_TYPES.map((type) => {
    const told = ways.map((way) => said.cell(said.ways[way], said.whens[cells[type][way]]));
    return said.line(words.consoleTables.notificationTypes[type], words.list(told));
  });
  return [
    said.title,
    ...(ways.length > 0 ? lines : []),
    ...(hasMail && !mail ? [said.noMail] : []),
    quiet ? sayQuiet(quiet, isQuietUsual, words) : said.notQuiet,
  ].join('\n');
}
