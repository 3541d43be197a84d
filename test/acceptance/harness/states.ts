import { call } from './model.ts';
import { home } from './office.ts';
import type { Product } from './product.ts';

/** States of a task that can be seen from outside, as `status` or `status.wait`. */
export const STATES = [
  'backlog',
  'backlog.pre_approval',
  'pending.dependency',
  'pending.backoff',
  'in_progress',
  'in_progress.person',
  'in_progress.input',
  'in_progress.approval',
  'in_progress.pause',
  'in_progress.takeover',
  'awaiting_review.review',
  'completed',
  'failed',
  'cancelled',
  'deferred',
] as const;
export type State = (typeof STATES)[number];

/** What `reach` needs of the product's configuration: whoever is in the channel may decide. */
export const ANYONE = `
starts: {approved_by: {anyone_in_channel: true}}
reviews: {reviewed_by: {anyone_in_channel: true}}
questions: {answered_by: {anyone_in_channel: true}}
tools: {http_send: {approval: always, approvers: {anyone_in_channel: true}}}
limits: {run: {retries: 1}}
`;

let lives = 0;

/**
 * Brings a new task into the state, in a channel of the web chat, and answers with its number. In `in_progress` its run hangs in a call to
 * `/held` of the sink until that is answered or the run is stopped.
 */
export async function reach(product: Product, state: State, channel: string): Promise<string> {
  const { model, sink } = product;
  const name = `Life ${(lives += 1)} of ${state}`;
  const send = () => call('http_send', { method: 'POST', url: sink.url(`/life/${lives}`), body: '{}' });
  const ask = (kind: string) => call('ask_people', { kind, question: `What of ${name}?` });
  const make = async (more: Record<string, unknown>): Promise<string> => {
    const input = { title: name, description: `Do ${name}.`, home: home(channel), ...more };
    return (await product.create(input)).number;
  };
  const run = async (steps: Parameters<typeof model.run>[1], more = {}) => {
    model.run(name, steps);
    return make({ run: true, ...more });
  };
  const hang = async (): Promise<string> => {
    sink.answer(`/held/${lives}`, () => undefined);
    const number = await run([call('http_get', { url: sink.url(`/held/${lives}`) }), 'Done.']);
    await product.until(
      'a held call',
      () => sink.held() > 0 && product.task(number).then((task) => task.status === 'in_progress'),
    );
    return number;
  };
  const ways: Record<State, () => Promise<string>> = {
    'backlog': () => make({}),
    'backlog.pre_approval': () => make({ isApprovalRequired: true }),
    'pending.dependency': async () => {
      const blocker = await product.create({ title: `Blocker of ${name}`, home: home(channel) });
      const number = await make({ blockedBy: [blocker.number] });
      await product.event(number, 'queue', { park: true });
      return number;
    },
    'pending.backoff': () => run([{ status: 400, error: { message: 'broken' } }]),
    'in_progress': hang,
    'in_progress.person': async () => {
      const number = await make({});
      await product.event(number, 'begin');
      return number;
    },
    'in_progress.input': () => run([ask('text'), 'Done.']),
    'in_progress.approval': () => run([send(), 'Done.']),
    'in_progress.pause': async () => {
      const number = await hang();
      await product.event(number, 'pause', { reason: 'wait a moment' });
      sink.answer(`/held/${lives}`, (_request, response) => response.end('go on'));
      sink.release();
      await product.settle();
      return number;
    },
    'in_progress.takeover': () => run([ask('takeover'), 'Done.']),
    'awaiting_review.review': () => run(['Done.'], { isReviewRequired: true }),
    'completed': () => run(['Done.']),
    'failed': async () => {
      // The first failure is tried again by itself, the second is not.
      const number = await run([{ status: 400, error: { message: 'broken' } }]);
      await product.until('the end', () => product.task(number).then(({ status }) => status === 'failed'));
      return number;
    },
    'cancelled': async () => {
      const number = await make({});
      await product.event(number, 'cancel', { reason: 'no longer wanted' });
      return number;
    },
    'deferred': async () => {
      const number = await make({});
      await product.event(number, 'defer', { reason: 'not today' });
      return number;
    },
  };
  const number = await ways[state]();
  await product.settle();
  const { status, wait } = await product.task(number);
  const reached = wait ? `${status}.${wait.kind}` : status;
  if (reached !== state) throw new Error(`${number} is ${reached}, not ${state}`);
  return number;
}
