import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SCHEDULE_ACTIONS, TASK_ACTIONS } from '../src/contract/tools.ts';
import { TOOLS } from '../src/tools/all-tools.ts';

const folder = new URL('../prompts/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const fileOf = (tool: string): string => `${tool.replaceAll('_', '-')}.md`;

/** The JSON objects that close a line of the text, as the examples do. */
const examplesIn = (text: string): unknown[] =>
  [...text.matchAll(/(?:^|\s)(\{".*\})$/gm)].map(([, json]) => JSON.parse(json ?? '') as unknown);

describe('the words that models read', () => {
  it.each([...TOOLS.values()])('show calls that the tool takes: $name', ({ name, input }) => {
    const examples = examplesIn(read(`tools/${fileOf(name)}`));
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(input.safeParse(example).error?.issues).toBeUndefined();
  });

  it('exist for every tool, and for nothing else', () => {
    const files = readdirSync(new URL('tools/', folder));
    expect(files.toSorted()).toEqual(Array.from(TOOLS.keys(), fileOf).toSorted());
  });

  it('have a row for people beside each, in the table of tools', () => {
    const page = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8');
    for (const name of TOOLS.keys()) expect(page).toContain(`| \`${name}\``);
  });

  it('tell of every action on tasks', () => {
    const text = read('tools/manage-tasks.md');
    expect(TASK_ACTIONS.filter((action) => !text.includes(`\`${action}\``))).toEqual([]);
  });

  it('tell of every action on schedules', () => {
    const text = read('tools/manage-schedules.md');
    expect(SCHEDULE_ACTIONS.filter((action) => !text.includes(`\`${action}\``))).toEqual([]);
  });

  it('ask for no other values than those that they are given', () => {
    const placeholdersOf = (name: string) => [...new Set(read(name).match(/\{[a-z_]+\}/g))].toSorted();
    const always = ['{agent_name}', '{agent_system}', '{date}', '{time_zone}'];
    expect(placeholdersOf('run.md')).toEqual(always);
    expect(placeholdersOf('assistant.md')).toEqual(
      [...always, '{days}', '{definitions}', '{person}'].toSorted(),
    );
    for (const name of TOOLS.keys()) expect(placeholdersOf(`tools/${fileOf(name)}`)).toEqual([]);
  });
});
