import type { BrowserTrouble, Happened, Trouble } from '../ports/browser.ts';

/** What the model is told of it, and what can be done. */
const TROUBLES: Record<BrowserTrouble, (detail: string) => string> = {
  closed: () => 'The browser is closed. Open the page again with browser_open; what was filled in is gone.',
  bad_address: (detail) =>
    `Only addresses that begin with http:// or https:// can be opened${detail ? `, not ${detail}` : ''}.`,
  not_a_site: (host) =>
    `${host} is not among the sites that this agent may open. Do without it, or say to people that it would have to be added to browser.sites.`,
  private_address: (host) =>
    `${host} is inside the company's network and was not allowed. Do without it, or say to people that it would have to be added to fetch.allow_hosts.`,
  unreachable: () => 'The address could not be reached.',
  no_element: (what) => `There is no "${what}" on the page now. Look again: refs are those of the last look.`,
  several_elements: (text) => `There are several "${text}" on the page. Use a ref of the last look.`,
  no_secret: (name) => `There is no secret "${name}" that may be typed on this page.`,
  timeout: (detail) => `It did not come about in time. ${detail}`.trim(),
  failed: (detail) => `It did not work: ${detail}`,
};

/** How the model is told that the browser is not open any more. */
export const CLOSED = TROUBLES.closed('');

export const tellTrouble = ({ kind, detail }: Trouble): string => TROUBLES[kind](detail);

const HELD = 'The page wanted to send';

/** Whether what was told begins with what the page was held back from. */
export const wasHeld = (told: string | null): boolean => told?.startsWith(HELD) === true;

/** What an action came to, a line for each thing that a look does not show. */
export function tellHappened({ held, sent, dialogs }: Happened): string[] {
  const [first] = held;
  return [
    ...(first === undefined
      ? []
      : [
          `${HELD} ${held.join(', ')}. It was held back and nothing was sent. If that is what is wanted, press the same element again with browser_click: it is put to people where they must approve it.`,
        ]),
    ...(sent.length > 0 ? [`Sent: ${sent.join(', ')}`] : []),
    ...dialogs.map((dialog) => `The page asked in a dialog: ${dialog}`),
  ];
}
