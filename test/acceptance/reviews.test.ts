import { describe, expect, it } from 'vitest';
import { startHttpApp, type HttpApp } from '../fakes/http-app.ts';
import { call } from '../fakes/scripted-model.ts';

const home = { platform: 'web', channel: 'general', thread: 'thread-1' };
const reviewed = { title: 'Write the report', isReviewRequired: true, home };
const inReview = { status: 'awaiting_review', wait: { kind: 'review' } };

const openAsk = async (app: HttpApp) => (await app.list('/asks?state=open'))[0];

describe('F98 F99 work that must be reviewed', () => {
  it('F80 F99 is reviewed when its agent ends early, and stays ended early once accepted', async () => {
    const app = await startHttpApp({ run: [call('end_early', { reason: 'There is nothing to write.' })] });
    await app.create({ ...reviewed, run: true });
    await app.settle();
    expect(await app.task('T-1')).toMatchObject(inReview);
    await app.press('bo', 'accept');
    expect(await app.task('T-1')).toMatchObject({ status: 'completed', outcome: 'terminated' });
  });

  it('F99 is reviewed when a person completes it by hand', async () => {
    const app = await startHttpApp();
    await app.create(reviewed);
    const { body } = await app.event('T-1', { event: 'complete', reason: 'Written, see the wiki.' });
    expect(body).toMatchObject(inReview);
    await app.settle();
    expect(await openAsk(app)).toMatchObject({ kind: 'review', question: 'Written, see the wiki.' });
    await app.press('bo', 'accept');
    expect(await app.task('T-1')).toMatchObject({ status: 'completed', outcome: 'success' });
    expect(await app.moves('T-1')).toEqual(['create', 'complete_for_review', 'accept']);
    expect(await app.violations()).toEqual([]);
  });

  it('B4 F99 waits on when nobody decides in time, is reminded of, and is accepted a week later', async () => {
    const app = await startHttpApp({ run: ['The report.'] });
    await app.create({ ...reviewed, run: true });
    await app.settle();
    const reminders = async () =>
      (await app.botTexts()).filter((text) => text.startsWith('Still waiting for you'));
    const seen: number[] = [];
    for (const hours of [13, 12, 24, 120]) {
      await app.clock.leap(hours * 3_600_000);
      await app.settle();
      seen.push((await reminders()).length);
      expect(await app.task('T-1')).toMatchObject(inReview);
    }
    expect(seen[0]).toBe(1);
    expect(seen.at(-1)).toBeGreaterThan(2);
    await app.press('bo', 'accept');
    expect(await app.task('T-1')).toMatchObject({ status: 'completed', outcome: 'success' });
    expect(await app.violations()).toEqual([]);
  });

  it('F99 F100 goes back to whoever did it by hand when changes are requested', async () => {
    const app = await startHttpApp();
    await app.create(reviewed);
    await app.event('T-1', { event: 'complete', reason: 'Written.' });
    await app.settle();
    await app.press('bo', 'request_changes', { values: { note: 'Shorter.' } });
    expect(await app.task('T-1')).toMatchObject({ status: 'backlog', wait: null });
    expect(app.prompts()).toEqual([]);
    await app.event('T-1', { event: 'complete', reason: 'Written shorter.' });
    await app.settle();
    await app.press('bo', 'accept');
    expect(await app.task('T-1')).toMatchObject({ status: 'completed', result: 'Written shorter.' });
  });

  it('F21 F99 is not completed by the status that a model sets', async () => {
    const app = await startHttpApp({
      turn: [call('manage_tasks', { action: 'update', ref: 'T-1', status: 'completed' }), 'In review.'],
    });
    await app.create(reviewed);
    await app.say('ana', 'T-1 is done');
    expect(await app.task('T-1')).toMatchObject(inReview);
  });

  it('F99 cannot be waived by whoever uses a definition that asks for a review', async () => {
    const app = await startHttpApp({ run: ['Written.'] });
    const report = {
      key: 'report',
      name: 'Report',
      instructions: 'Write.',
      parameters: [],
      isReviewRequired: true,
    };
    await app.call('POST', '/definitions', report);
    await app.create({ definition: 'report', isReviewRequired: false, home });
    await app.patch('T-1', { isReviewRequired: false });
    await app.event('T-1', { event: 'queue' });
    await app.settle();
    expect(await app.task('T-1')).toMatchObject(inReview);
  });
});

describe('F103 work that is reviewed in stages', () => {
  const config = `
groups: {leads: [web:carol, web:dan]}
reviews:
  stages:
    - {title: Review, reviewed_by: {anyone_in_channel: true}}
    - {title: Approval, reviewed_by: {groups: [leads], quorum: 2}, four_eyes: true}
    - {title: Check, reviewed_by: {people: [web:erin]}, four_eyes: true}
`;
  const stage = async (app: HttpApp) => (await openAsk(app))?.stage;

  it('F103 is done when each stage has its decisions, and begins anew when changes are requested', async () => {
    const app = await startHttpApp({ config, run: ['First.', 'Second.'] });
    await app.create({ ...reviewed, run: true });
    await app.settle();
    await app.press('bo', 'accept');
    expect(await stage(app)).toMatchObject({ number: 2, of: 3, title: 'Approval' });
    await app.press('carol', 'accept');
    expect(await app.task('T-1')).toMatchObject(inReview);
    expect((await app.event('T-1', { event: 'complete' })).status).toBe(409);
    await app.press('dan', 'request_changes', { values: { note: 'Shorter.' } });
    await app.settle();
    expect(await stage(app)).toMatchObject({ number: 1, passed: [] });
    await app.press('carol', 'accept');
    // She let it pass the stage before.
    await app.press('carol', 'accept');
    expect((await app.botTexts('carol')).at(-1)).toMatch(
      /^You have accepted an earlier stage, so somebody else decides A-\d+: leads\.$/,
    );
    expect(await stage(app)).toMatchObject({
      number: 2,
      passed: [{ title: 'Review', by: [{ name: 'carol' }] }],
    });
    expect((await app.botTexts()).join('\n')).toContain('Stage 2 of 3: Approval');
    expect((await openAsk(app))?.shortOf).toMatchObject([{ id: 'web:dan' }]);
    await app.event('T-1', { event: 'request_changes', reason: 'Somebody else has to look first.' });
    expect(await app.violations()).toEqual([]);
  });

  it('F103 is passed stage after stage, which its history and its page tell', async () => {
    const app = await startHttpApp({ config, run: ['Written.'] });
    await app.create({ ...reviewed, run: true });
    await app.settle();
    for (const [person, shown] of [
      ['bo', 'Stage 1 of 3: Review'],
      ['carol', '✓ Review: bo · Stage 2 of 3: Approval'],
      ['dan', 'Stage 2 of 3: Approval'],
      ['erin', 'Stage 3 of 3: Check'],
    ] as const) {
      const page = await app.visit('/tasks/T-1');
      expect(page).toContain(shown);
      // Who looks is one of anyone, and none of the leads.
      const heads = ['Waiting for you', 'Waiting for others'].filter((head) => page.includes(head));
      expect(heads).toEqual([person === 'bo' ? 'Waiting for you' : 'Waiting for others']);
      await app.press(person, 'accept');
    }
    expect(await app.task('T-1')).toMatchObject({ status: 'completed', outcome: 'success' });
    const moves = await app.moves('T-1');
    expect(moves.slice(-3)).toEqual(['accept_stage', 'accept_stage', 'accept']);
    expect(await app.violations()).toEqual([]);
  });

  it('F103 follows the stages of its definition, which none who did the work may decide with four eyes', async () => {
    const app = await startHttpApp();
    const reviewStages = [
      { title: 'Legal', reviewedBy: { anyoneInChannel: true }, isFourEyes: true },
      { title: 'Budget', reviewedBy: { people: ['web:bo'] } },
    ];
    const definition = { key: 'contract', name: 'Contract', instructions: 'Write.', reviewStages };
    const made = await app.call('POST', '/definitions', definition);
    expect(made.body).toMatchObject({ reviewStages: [{ title: 'Legal' }, { title: 'Budget' }] });
    await app.say('ana', 'task create contract');
    await app.event('T-1', { event: 'complete', reason: 'Written.' });
    await app.settle();
    await app.press('ana', 'accept');
    expect((await app.botTexts('ana')).at(-1)).toMatch(
      /^It is your own work, so somebody else decides A-\d+: people in its channel\.$/,
    );
    expect(await stage(app)).toMatchObject({ number: 1, title: 'Legal', isFourEyes: true });
    await app.press('dan', 'accept');
    await app.press('bo', 'accept');
    expect(await app.task('T-1')).toMatchObject({ status: 'completed', result: 'Written.' });
  });

  it.each([
    ['more must accept than may', [{ title: 'A', reviewedBy: { people: ['web:bo'], quorum: 2 } }], 0],
    [
      'nobody is left who has not accepted it before',
      [
        { title: 'A', reviewedBy: { people: ['web:bo'] } },
        { title: 'B', reviewedBy: { people: ['web:bo'] }, isFourEyes: true },
      ],
      1,
    ],
    ['nobody may decide', [{ title: 'A', reviewedBy: {} }], 0],
  ])('F103 is refused when it is written down that %s', async (_, reviewStages, at) => {
    const app = await startHttpApp();
    const definition = { key: 'contract', name: 'Contract', instructions: 'Write.', reviewStages };
    const { status, body } = await app.call('POST', '/definitions', definition);
    expect([status, body.faults]).toMatchObject([400, [{ field: `reviewStages.${at}.reviewedBy.quorum` }]]);
  });
});

describe('F104 work that has to leave evidence', () => {
  const SAVE = call('save_deliverable', { name: 'report.md', content: 'The numbers.' });
  const LONG = 'The report is saved, with all of the numbers of the week.';
  const evidence = { minResultChars: 40, files: ['*.md'], calls: ['save_deliverable'] };
  const define = (app: HttpApp, more: object) =>
    app.call('POST', '/definitions', { key: 'report', name: 'Report', instructions: 'Write.', ...more });
  const make = async (app: HttpApp, more: object = {}) => {
    await app.create({ definition: 'report', home, ...more });
    await app.settle();
  };
  const sentence = async (app: HttpApp) => (await app.call('GET', '/tasks/T-1/why')).body.sentence;

  it('F104 F158 is done once all is there, which is written down with what was found, and shown', async () => {
    const app = await startHttpApp({ run: [SAVE, LONG] });
    expect((await define(app, { evidence })).body).toMatchObject({ evidence: { ...evidence, minFiles: 0 } });
    await make(app, { run: true });
    expect(app.prompts()[0]).toContain('- a result of at least 40 characters');
    expect(await app.task('T-1')).toMatchObject({
      status: 'completed',
      verification: {
        checks: [
          { kind: 'result', wanted: '40', found: [String(LONG.length)], holds: true, by: 'Errand' },
          { kind: 'file', wanted: '*.md', found: ['report.md v1'], holds: true },
          { kind: 'call', wanted: 'save_deliverable', holds: true },
        ],
      },
    });
    expect(await app.visit('/tasks/T-1')).toContain('✓ a file *.md: report.md v1');
    expect(await sentence(app)).toContain('Checked: a result of at least 40 characters, a file *.md');
  });

  it('F104 F158 is not done without: its agent is told once, then people may accept it with a reason, which is written down', async () => {
    const app = await startHttpApp({ run: ['Done.', 'It is done, I say.'] });
    await define(app, { evidence });
    await make(app, { run: true });
    expect(app.prompts()).toHaveLength(2);
    expect(app.prompts()[1]).toContain(
      'It lacks a result of at least 40 characters, a file *.md, a successful call of save_deliverable',
    );
    expect(await app.task('T-1')).toMatchObject(inReview);
    expect(await app.moves('T-1')).not.toContain('finish');
    expect(await sentence(app)).toContain('It lacks a result of at least 40 characters');
    const card = (await app.botTexts()).join('\n');
    expect(card).toContain('✗ a file *.md');
    expect(card).toContain('✗ a result of at least 40 characters: 18 characters');
    await expect(app.press('bo', 'accept')).rejects.toMatchObject({ code: 'input.invalid' });
    expect((await app.event('T-1', { event: 'accept' })).status).toBe(400);
    expect(await app.task('T-1')).toMatchObject(inReview);
    await app.press('bo', 'accept', { values: { note: 'The numbers came by mail.' } });
    expect(await app.task('T-1')).toMatchObject({
      status: 'completed',
      verification: { accepted: { by: { name: 'bo' }, note: 'The numbers came by mail.', isOverride: true } },
    });
    expect(await sentence(app)).toContain('The numbers came by mail.');
    expect(await app.visit('/tasks/T-1')).toContain(
      'bo accepted it without a result of at least 40 characters',
    );
    expect(await app.violations()).toEqual([]);
  });

  it('F104 holds by every door: an end before time, by hand, by a model, over the API; what a revision adds counts', async () => {
    const app = await startHttpApp({
      run: [call('end_early', { reason: 'No numbers.' })],
      turn: [call('manage_tasks', { action: 'update', ref: 'T-2', status: 'completed' }), 'In review.'],
    });
    await define(app, { evidence });
    await make(app, { run: true });
    expect(await app.task('T-1')).toMatchObject(inReview);
    app.script({ run: [SAVE, LONG] });
    await app.press('bo', 'request_changes', { values: { note: 'Here are the numbers.' } });
    await app.settle();
    expect(await app.task('T-1')).toMatchObject({ status: 'completed', outcome: 'success' });
    await make(app, { evidence: { minFiles: 1 } });
    await app.say('ana', 'T-2 is done');
    expect(await app.task('T-2')).toMatchObject(inReview);
    await app.create({ title: 'By hand', evidence: { minResultChars: 10 }, home });
    expect((await app.event('T-3', { event: 'complete', reason: 'Short.' })).body).toMatchObject(inReview);
    await app.create({ title: 'By hand, well', evidence: { minResultChars: 10 }, home });
    const done = await app.event('T-4', { event: 'complete', reason: 'Long enough as a result.' });
    expect(done.body).toMatchObject({ status: 'completed', verification: { checks: [{ holds: true }] } });
  });

  it('F104 is judged by people where criteria ask for it, never by the word of its agent', async () => {
    const app = await startHttpApp({ run: ['All numbers have a source.'] });
    await define(app, { evidence: { criteria: ['Every number has a source'] } });
    await make(app, { run: true });
    expect(await app.task('T-1')).toMatchObject(inReview);
    expect((await app.botTexts()).join('\n')).toContain('○ Every number has a source');
    await app.press('bo', 'accept');
    expect(await app.task('T-1')).toMatchObject({
      status: 'completed',
      verification: {
        checks: [{ kind: 'criterion', holds: true, by: 'bo' }],
        accepted: { isOverride: false },
      },
    });
  });

  it('F104 cannot ask for what could never be', async () => {
    const app = await startHttpApp();
    const rules = { evidence: { calls: ['send_pigeon'] } };
    expect((await define(app, rules)).body.faults).toMatchObject([{ field: 'evidence.calls.0' }]);
    expect((await app.create({ title: 'Fly', ...rules })).body.faults).toMatchObject([
      { field: 'evidence.calls.0' },
    ]);
  });

  it('F98 a run that saved files hands them in for review where its definition says so, and one that saved none does not', async () => {
    const app = await startHttpApp({ run: [SAVE, 'A draft.'] });
    await define(app, { isDraftReviewRequired: true });
    await make(app, { run: true });
    expect(await app.task('T-1')).toMatchObject(inReview);
    app.script({ run: ['Nothing to write.'] });
    await make(app, { run: true });
    expect(await app.task('T-2')).toMatchObject({ status: 'completed' });
    await app.press('bo', 'accept');
    expect(await app.task('T-1')).toMatchObject({ status: 'completed', outcome: 'success' });
  });
});

describe('what people say of the work', () => {
  it('F101 is listed with who said it and whether a run has used it, over the API, on the page and in chat', async () => {
    const app = await startHttpApp({ run: ['First.', 'Second.', 'Third.'] });
    await app.create({ title: 'Write the report', home });
    await app.event('T-1', { event: 'feedback', reason: 'Name the sources.' });
    expect((await app.task('T-1')).feedback).toMatchObject([
      { content: 'Name the sources.', status: 'pending' },
    ]);
    await app.event('T-1', { event: 'queue' });
    await app.settle();
    await app.say('bo', 'task feedback T-1 Shorter, please.');
    await app.event('T-1', { event: 'feedback', reason: 'In French.' });
    expect((await app.task('T-1')).feedback).toMatchObject([
      { content: 'Name the sources.', status: 'processed' },
      { content: 'Shorter, please.', status: 'processed', author: { name: 'bo' } },
      { content: 'In French.' },
    ]);
    expect(await app.visit('/tasks/T-1')).toContain('Shorter, please.');
    await app.settle();
    await app.say('bo', 'task show T-1');
    expect((await app.botTexts()).at(-1)).toContain('Feedback from bo (used): Shorter, please.');
  });

  it('F157 is kept and not told to agents where it is said aside', async () => {
    const app = await startHttpApp({ turn: ['It is under way.'], run: ['Done.'] });
    const { thread } = await app.say('ana', 'task new Report');
    for (const text of ['(aside) She will never like it.', '（插话）她不会喜欢的。'])
      await app.say('bo', text, { thread });
    await app.say('bo', 'task comment T-1 (Aside): Not even in blue.', { thread });
    const comments = await app.list('/tasks/T-1/comments');
    expect(comments.toSorted((a, b) => String(a.text).localeCompare(String(b.text), 'en'))).toMatchObject([
      { text: 'Not even in blue.', isAside: true },
      { text: 'She will never like it.', isAside: true },
      { text: '她不会喜欢的。', isAside: true },
    ]);
    await app.say('ana', 'How is it going?', { thread });
    await app.event('T-1', { event: 'queue' });
    await app.settle();
    const told = app.requests().join('\n');
    expect(told).toContain('How is it going?');
    expect(told).toContain('Report');
    expect(told).not.toMatch(/never like it|不会喜欢|Not even in blue/);
    expect(await app.visit('/tasks/T-1')).toContain('aside, not for agents');
  });

  it('F157 F101 is refused as feedback, which an agent would read, by whichever door', async () => {
    const app = await startHttpApp({ run: ['Done.'] });
    await app.say('ana', 'task new Report');
    await app.event('T-1', { event: 'complete' });
    await app.say('ana', 'task feedback T-1 (aside) She will never like it.');
    expect((await app.botTexts()).at(-1)).toContain('agents do not hear: write it as a comment');
    const sent = await app.event('T-1', { event: 'feedback', reason: '（插话）她不会喜欢的。' });
    expect(sent).toMatchObject({ status: 400, body: { faults: [{ field: 'reason' }] } });
    expect(await app.task('T-1')).toMatchObject({ status: 'completed', feedback: [] });
  });
});

describe('F121 B12 an agent in a run', () => {
  it('B12 changes the tasks that it made, and no others', async () => {
    const app = await startHttpApp({
      run: [
        call('manage_tasks', { action: 'create', tasks: [{ title: 'Ask for offers' }] }),
        call('manage_tasks', { action: 'cancel', ref: 'T-1' }),
        call('manage_tasks', { action: 'update', ref: 'T-1', title: 'Nothing' }),
        call('manage_tasks', { action: 'update', ref: 'T-1', status: 'completed' }),
        call('manage_tasks', { action: 'run', ref: 'T-1' }),
        call('manage_tasks', { action: 'defer', ref: 'T-1', text: 'later' }),
        call('manage_tasks', { action: 'update', ref: 'T-3', title: 'Ask for three offers' }),
        call('manage_tasks', { action: 'cancel', ref: 'T-3' }),
        'Done.',
      ],
    });
    await app.create({ title: "Bob's plan", home });
    await app.create({ title: 'Find a venue', run: true, home });
    await app.settle();
    expect(await app.task('T-2')).toMatchObject({ status: 'completed' });
    expect(await app.task('T-1')).toMatchObject({ title: "Bob's plan", status: 'backlog', version: 1 });
    expect(await app.task('T-3')).toMatchObject({ title: 'Ask for three offers', status: 'cancelled' });
    const told = app.prompts().join('\n');
    expect(told).toContain('an agent may change only the task that it is working on');
    expect(app.errors()).toEqual([]);
  });
});
