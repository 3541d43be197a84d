import { createPlaywrightBrowser } from '../../adapters/browser/playwright/index.ts';
import { createGates } from '../../adapters/fetcher/guarded/gate.ts';
import { startSite } from '../acceptance/harness/site.ts';
import { browserContract, PAGES, toHtml } from '../contracts/browser.contract.ts';
import { createFakeLog } from '../fakes/log.ts';

browserContract('Chromium', async (secrets) => {
  const site = await startSite();
  for (const [path, page] of Object.entries(PAGES)) site.page(path, toHtml(page));
  const log = createFakeLog();
  const origin = `http://${site.host}`;
  const browser = createPlaywrightBrowser({
    executable: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    isSandboxed: false,
    openGate: createGates({ allowPrivate: false, allowHosts: [site.host], log }),
    secrets: secrets(origin),
    log,
  });
  return {
    browser,
    origin,
    sent: async () => site.visits.filter(({ method }) => method === 'POST').map(({ body }) => body),
    async close() {
      await browser.close();
      await site.close();
    },
  };
});
