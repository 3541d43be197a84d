// Sends hostile inputs to the product: `npm run hostile`, or `npm run hostile -- 2000 7` for another number and seed.
import { attack } from './hostile-run.ts';

const [count = '10000', seed = '1'] = process.argv.slice(2);
const { sent, slowestMs, ended, ...found } = await attack(Number(seed), Number(count));
console.log(`${count} inputs, seed ${seed}:`, sent);
for (const [what, lines] of Object.entries(found)) {
  console.log(`${what}: ${lines.length}`);
  for (const line of lines.slice(0, 10)) console.log(`  ${line}`);
}
console.log(`crashed: ${ended ?? 'no'}; the slowest of those that were tried again: ${slowestMs} ms`);
process.exit(ended === null && Object.values(found).every((lines) => lines.length === 0) ? 0 : 1);
