import type { HomeView } from '@slack/types';

import { plainText } from './plain-text.ts';
import type { Words } from './words.ts';

/** The app's page in Slack: how to talk to it. What there is to see is in threads and in the console. */
export const drawHome = (words: Words): HomeView => ({
  type: 'home',
  blocks: [
    { type: 'header', text: plainText(words.homeTitle, 150) },
    { type: 'section', text: plainText(words.homeText, 3_000) },
  ],
});
