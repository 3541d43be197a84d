import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  askPeopleInput,
  endEarlyInput,
  httpGetInput,
  httpSendInput,
  manageTasksInput,
  saveDeliverableInput,
  TASK_ACTIONS,
  TOOL_NAMES,
} from '../src/contract/tools.ts';

const folder = new URL('../prompts/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

/** The JSON objects that close a line of the text, as the examples do. */
const examplesIn = (text: string): unknown[] =>
  [...text.matchAll(/(?:^|\s)(\{".*\})$/gm)].map(([, json]) => JSON.parse(json ?? '') as unknown);

describe('the words that models read', () => {
  it.each([
    ['manage-tasks', manageTasksInput],
    ['ask-people', askPeopleInput],
    ['save-deliverable', saveDeliverableInput],
    ['http-get', httpGetInput],
    ['http-send', httpSendInput],
    ['end-early', endEarlyInput],
  ])('show calls that the tool takes: %s', (name, input) => {
    const examples = examplesIn(read(`tools/${name}.md`));
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(input.safeParse(example).error?.issues).toBeUndefined();
  });

  it('exist for every tool, and for nothing else', () => {
    const files = readdirSync(new URL('tools/', folder));
    expect(files.toSorted()).toEqual(TOOL_NAMES.map((name) => `${name.replaceAll('_', '-')}.md`).toSorted());
  });

  it('tell of every action on tasks', () => {
    const text = read('tools/manage-tasks.md');
    expect(TASK_ACTIONS.filter((action) => !text.includes(`\`${action}\``))).toEqual([]);
  });

  it('ask for no other values than those that they are given', () => {
    const placeholdersOf = (name: string) => [...new Set(read(name).match(/\{[a-z_]+\}/g))].toSorted();
    const always = ['{agent_name}', '{agent_system}', '{date}', '{time_zone}'];
    expect(placeholdersOf('run.md')).toEqual(always);
    expect(placeholdersOf('assistant.md')).toEqual([...always, '{definitions}', '{person}'].toSorted());
    for (const name of TOOL_NAMES)
      expect(placeholdersOf(`tools/${name.replaceAll('_', '-')}.md`)).toEqual([]);
  });
});
