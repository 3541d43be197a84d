import type { WebhookFault } from '../../domain/webhook.ts';
import type { Way, When } from '../../domain/preferences.ts';

const ways: Record<Way, string> = { mail: 'Mail', direct: 'Direct message' };
const whens: Record<When, string> = { off: 'off', at_once: 'at once', digest: 'daily digest' };

const webhookFaults: Record<WebhookFault, string> = {
  gone: 'its receiver says that it is gone for good',
  failing: 'for five days nothing was taken there',
  unreadable: 'its address cannot be read with the present key',
};

/** How a person is told, and when they are left in peace. */
export const enPreferences = {
  ways,
  whens,
  title: 'How you are told. The console always tells; besides:',
  line: (type: string, cells: string): string => `- ${type}: ${cells}`,
  cell: (way: string, when: string): string => `${way.toLowerCase()} ${when}`,
  noMail: 'Mails need an address that you have confirmed on the page Notifications of the console.',
  quiet: (times: string): string => `Quiet times: ${times}`,
  usual: 'as configured here',
  webhookOff: (name: string, host: string, because: WebhookFault): string =>
    `The webhook ${name} (${host}) is switched off: ${webhookFaults[because]}. Nothing more is sent there until it is switched on again.`,
  notQuiet: 'Quiet times: none',
};
export type PreferenceWords = Readonly<typeof enPreferences>;
