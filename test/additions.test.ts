import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** A change of one file: what comes in place of a text that stands there once. */
type Edit = readonly [file: string, before: string, after: string];

interface Addition {
  /** Stands in every message of the compiler that is about it. */
  name: string;
  edits: readonly Edit[];
  files?: Readonly<Record<string, string>>;
  /** Everything else that must know of it. */
  places: readonly string[];
}

const bothLanguages = (...surfaces: string[]): string[] =>
  surfaces.flatMap((surface) => [`src/words/en/${surface}.ts`, `src/words/zh-CN/${surface}.ts`]);

const ADDITIONS: Readonly<Record<string, Addition>> = {
  'a move of a task, which people may ask for': {
    name: 'dummy_event',
    edits: [
      [
        'src/domain/task-moves.ts',
        '} as const satisfies Record<string, Move>;',
        "  dummy_event: { no: 999, event: 'dummy_event', from: ['backlog'], to: 'same', by: ['person'] },\n} as const satisfies Record<string, Move>;",
      ],
      ['src/domain/sendable.ts', "  'restore',\n] as const", "  'restore',\n  'dummy_event',\n] as const"],
    ],
    places: [...bothLanguages('actions', 'moves'), 'src/tasks/send-event.ts'],
  },
  // One file and one line; test/prompts.test.ts asks for its words for models.
  'a tool': {
    name: 'dummy_tool',
    edits: [
      ['src/tools/all-tools.ts', '    endEarly,\n', '    endEarly,\n    dummy_tool,\n'],
      [
        'src/tools/all-tools.ts',
        'import { endEarly }',
        "import { dummy_tool } from './dummy-tool.ts';\nimport { endEarly }",
      ],
    ],
    files: {
      'src/tools/dummy-tool.ts': `import type { Tool } from '../agent/tool.ts';
import { endEarly } from './end-early.ts';

export const dummy_tool: Tool = { ...endEarly, name: 'dummy_tool' };
`,
    },
    places: [],
  },
  'a kind of parameter': {
    name: 'dummy_kind',
    edits: [['src/domain/ask.ts', "  'choices',\n] as const", "  'choices',\n  'dummy_kind',\n] as const"]],
    places: [
      ...bothLanguages('console-tables', 'definitions', 'web-chat'),
      'adapters/chat/slack/modal.ts',
      'adapters/chat/web/values.ts',
      'src/asks/show-ask.ts',
      'src/forms/check-answer.ts',
    ],
  },
  'an error': {
    name: 'dummy.error',
    edits: [
      [
        'src/domain/error-facts.ts',
        'export interface ErrorFacts {\n',
        "export interface ErrorFacts {\n  'dummy.error': { dummy: string };\n",
      ],
    ],
    places: [...bothLanguages('errors'), 'src/domain/errors.ts'],
  },
  'a fault of a field': {
    name: 'dummy_fault',
    edits: [
      [
        'src/domain/error-facts.ts',
        'export interface FaultFacts {\n',
        'export interface FaultFacts {\n  dummy_fault: [dummy: string];\n',
      ],
    ],
    places: bothLanguages('faults'),
  },
  'a guard of the table': {
    name: 'dummy_guard',
    edits: [['src/domain/task-moves.ts', "  'stop',\n] as const", "  'stop',\n  'dummy_guard',\n] as const"]],
    // Its facts in `GuardFacts` are asked for without its name.
    places: [...bothLanguages('errors'), 'src/moves/guards.ts'],
  },
  // One folder and one line: nothing else knows its name.
  'a chat platform': {
    name: 'dummy_platform',
    edits: [
      ['src/platforms.ts', '[web,', '[dummy_platform, web,'],
      [
        'src/platforms.ts',
        'import { web }',
        "import { dummy_platform } from '../adapters/chat/dummy_platform/platform.ts';\nimport { web }",
      ],
    ],
    files: {
      'adapters/chat/dummy_platform/platform.ts': `import { z } from 'zod';
import type { ChatPort } from '../../../src/ports/chat.ts';
import { definePlatform } from '../../../src/shared/define-platform.ts';

export const dummy_platform = definePlatform({
  name: 'dummy_platform',
  variables: z.object({}),
  setUp: () => ({ open: async () => ({ chat: {} as ChatPort }) }),
});
`,
    },
    places: [],
  },
};

const folder = mkdtempSync(join(tmpdir(), 'errand-additions-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Lines of the compiler, each with its file; what is indented belongs to the line before. */
let messages: { file: string; text: string }[] = [];

function edit([file, before, after]: Edit): void {
  const path = join(folder, file);
  const parts = readFileSync(path, 'utf8').split(before);
  if (parts.length !== 2) throw new Error(`${file} has ${JSON.stringify(before)} ${parts.length - 1} times`);
  writeFileSync(path, parts.join(after));
}

function compile(): typeof messages {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.json', '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return stdout.split(/\n(?=\S)/).flatMap((text) => {
    const [, file] = /^(\S+)\(\d+,\d+\): error/.exec(text) ?? [];
    return file === undefined ? [] : [{ file, text }];
  });
}

beforeAll(() => {
  for (const part of ['src', 'adapters/chat', 'adapters/web', 'package.json'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  symlinkSync(realpathSync(join(ROOT, 'node_modules')), join(folder, 'node_modules'));
  const { compilerOptions } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')) as {
    compilerOptions: object;
  };
  const small = {
    compilerOptions: { ...compilerOptions, incremental: false, tsBuildInfoFile: undefined, noEmit: true },
    include: ['src', 'adapters'],
    // They import every adapter, and know nothing that the folders below them do not.
    exclude: ['src/compose.ts', 'src/main.ts', 'src/seed.ts', 'src/doctor.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(small));
  for (const { edits, files = {} } of Object.values(ADDITIONS)) {
    for (const one of edits) edit(one);
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
  }
  messages = compile();
}, 180_000);

describe('what is added', () => {
  it.each(Object.entries(ADDITIONS))(
    'is asked for wherever it must be known: %s',
    (_what, { name, places }) => {
      const asking = messages.filter(({ text }) => text.includes(name)).map(({ file }) => file);
      expect([...new Set(asking)].toSorted()).toEqual([...places].toSorted());
    },
  );
});
