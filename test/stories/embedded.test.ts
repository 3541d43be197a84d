import { it } from 'vitest';
import { startHook, startProduct, walk } from './walking.ts';

it('goes from a message to a result on a machine with Node alone: embedded store, in-process queue, offline model', async () => {
  const hook = await startHook();
  const product = await startProduct({}, hook.host);
  try {
    const opening = `Announce the launch: ask which region: eu or us. Save the announcement as launch.md. Then send it to ${hook.url}`;
    await walk(product, hook, opening);
  } finally {
    await product.stop();
    hook.stop();
  }
});
