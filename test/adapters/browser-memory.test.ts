import { createMemoryBrowser } from '../../adapters/browser/memory/index.ts';
import { browserContract, PAGES } from '../contracts/browser.contract.ts';

browserContract('in memory', async (secrets) => {
  const origin = 'http://shop.example';
  const browser = createMemoryBrowser({ pages: PAGES, secrets: secrets(origin) });
  return { browser, origin, sent: async () => [...browser.sent], close: () => browser.close() };
});
