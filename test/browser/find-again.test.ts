import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { MARK } from '../../adapters/browser/playwright/in-page.ts';
import { createMask } from '../../adapters/browser/playwright/mask.ts';
import { toNodes } from '../../adapters/browser/playwright/nodes.ts';
import { findAgain } from '../../src/browser/find-again.ts';
import { fingerprintOf } from '../../src/browser/fingerprint.ts';
import { placesOf } from '../../src/browser/page-places.ts';
import type { StepTarget } from '../../src/domain/capability.ts';
import type { ElementMark, PageNode } from '../../src/ports/browser.ts';
import { codeOf, MUTATIONS, PAGES, type Mutation } from '../fakes/changing-pages.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
});
afterAll(() => browser.close());

interface Seen {
  nodes: PageNode[];
  marks: Map<string, ElementMark>;
}

async function see(page: Page): Promise<Seen> {
  const nodes = toNodes(await page.ariaSnapshotJSON({ mode: 'ai' }), createMask([]), new Set());
  const marks = new Map<string, ElementMark>();
  const read = async ({ ref }: { ref: string }): Promise<void> => {
    const { isMasked: _, ...mark } = await page.getByRef(ref).evaluate(MARK);
    marks.set(ref, Object.fromEntries(Object.entries(mark).filter(([, value]) => value !== '')));
  };
  await Promise.all(placesOf(nodes).map(read));
  return { nodes, marks };
}

/** What the element is in truth. */
const truthOf = async (page: Page, ref: string): Promise<string> =>
  (await page.getByRef(ref).getAttribute('data-true')) ?? '';

/** Right, not found, or another element. */
type Verdict = 'right' | 'missed' | 'wrong';

async function tryAll(page: Page, name: string, mutations: readonly Mutation[]) {
  const { html, targets } = PAGES[name] ?? { html: '', targets: [] };
  await page.setContent(html);
  const recorded = await see(page);
  const kept = new Map<string, StepTarget>();
  for (const { ref } of placesOf(recorded.nodes)) {
    const target = await truthOf(page, ref);
    const print = target && fingerprintOf(ref, recorded.nodes, recorded.marks.get(ref));
    if (print) kept.set(target, print);
  }
  expect([...kept.keys()].toSorted()).toEqual(targets.toSorted());
  const cells: { mutation: Mutation; target: string; verdict: Verdict }[] = [];
  for (const mutation of mutations.filter(({ of }) => of === undefined || targets.includes(of))) {
    await page.setContent(html);
    await page.evaluate(codeOf(mutation));
    const { nodes, marks } = await see(page);
    for (const [target, print] of kept) {
      const found = findAgain(print, nodes, marks);
      const is = 'ref' in found ? await truthOf(page, found.ref) : undefined;
      const isGone = mutation.gone?.(target) ?? false;
      const isRight = isGone ? is === undefined : is === target;
      cells.push({ mutation, target, verdict: isRight ? 'right' : is === undefined ? 'missed' : 'wrong' });
    }
  }
  return cells;
}

describe('an element that was recorded', () => {
  it('F74 is found again on a page that has changed, or is not found, and never is another one', async () => {
    const page = await browser.newPage();
    const cells = [
      ...(await tryAll(page, 'admin', MUTATIONS)),
      ...(await tryAll(page, 'settings', MUTATIONS)),
    ];
    const named = (verdict: Verdict) =>
      cells
        .filter((cell) => cell.verdict === verdict && !cell.mutation.isHopeless)
        .map(({ mutation, target }) => `${mutation.name}: ${target}`);
    const wrong = cells.filter(({ verdict }) => verdict === 'wrong');
    expect(wrong.map(({ mutation, target }) => `${mutation.name}: ${target}`)).toEqual([]);
    const hoped = cells.filter(({ mutation }) => !mutation.isHopeless);
    expect(MUTATIONS.length).toBeGreaterThan(25);
    const missed = named('missed');
    expect(missed.length > hoped.length * 0.05 ? missed : []).toEqual([]);
  });
});
