import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PLATFORMS } from '../src/platforms.ts';

const ROOT = new URL('../', import.meta.url);

interface Rule {
  /** The files that the rule is for; the first rule that fits a file counts. */
  files: RegExp;
  /** What they may import of our own, by the beginning of the path. `$1` and `$2` are groups of `files`. */
  own: readonly string[];
  /** What their comments may name besides, as types: of scripts that are sent to the browser as they are. */
  types?: readonly string[];
  /** Which packages they may import. `node:` stands for all that Node brings. */
  packages: readonly string[] | 'any';
}

/**
 * The floors of `src/`, the lowest first: a folder imports from itself and from floors below it, types included. A file beside
 * the folders is a floor of its own.
 */
const FLOORS = [
  'domain',
  'words',
  'contract',
  'settings.ts',
  'ports',
  'shared',
  'browser',
  'app.ts',
  'access',
  'outbox',
  'push-groups',
  'webhooks',
  'notifications',
  'forms',
  'moves',
  'asks',
  'agent',
  'runs',
  'graph',
  'decisions',
  'definitions',
  'tasks',
  'workflows',
  'schedules',
  'imports',
  'triggers',
  'cards',
  'tools',
  'conversation',
  'commands.ts',
  'core.ts',
  'migrations',
  'doctor',
  'seed',
  'config',
  'free-leases.ts',
  'services.ts',
];
/** The floors that may use packages; all others use `node:` and these. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  words: [],
  ports: ['node:http'],
  contract: ['zod'],
  shared: ['node:', 'zod'],
  schedules: ['node:', 'zod', 'croner'],
};
const USUAL_PACKAGES = ['node:', 'zod', 'yaml', 'diff'];

/** Floors below that a floor must not use all the same: what knows nothing of the product's ports and words. */
const NOT_BELOW: Readonly<Record<string, readonly string[]>> = {
  'contract': ['words'],
  'settings.ts': ['contract'],
  'ports': ['words', 'settings.ts'],
  'shared': ['words', 'contract', 'settings.ts'],
};

const pathOf = (floor: string): string => `src/${floor}${floor.endsWith('.ts') ? '' : '/'}`;

const FLOOR_RULES = FLOORS.map((floor, index): Rule => {
  const below = FLOORS.slice(0, index).filter((lower) => !NOT_BELOW[floor]?.includes(lower));
  return {
    files: new RegExp(`^${pathOf(floor).replace('.', '\\.')}`),
    own: [...below, floor].map(pathOf),
    packages: PACKAGES[floor] ?? USUAL_PACKAGES,
  };
});

/** Who may import what. */
// prettier-ignore
const RULES: readonly Rule[] = [
  ...FLOOR_RULES,
  { files: /^src\/(main|doctor|seed|compose|platforms)\.ts$/, own: ['src/', 'adapters/'],                              packages: ['node:'] },
  // Sent to the browser as it is.
  { files: /^adapters\/web\/hono\/assets\//, own: ['adapters/web/hono/assets/'],                      packages: [],
    types: ['src/contract/', 'adapters/web/hono/script-types.ts'] },
  { files: /^adapters\/([\w-]+)\/([\w-]+)\//,
    own: ['adapters/$1/$2/', 'src/domain/', 'src/ports/', 'src/contract/', 'src/shared/', 'src/words/'], packages: 'any' },
];

/** The wiring is for itself: nothing of the product knows who starts it. */
const ENTRIES = ['src/main.ts', 'src/doctor.ts', 'src/seed.ts', 'src/compose.ts', 'src/platforms.ts'];

const TOP_LEVEL = [
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'Dockerfile',
  'LICENSE',
  'README.md',
  'adapters',
  'bench',
  'docker-compose.yml',
  'docs',
  'errand.example.yaml',
  'examples',
  'package-lock.json',
  'package.json',
  'prompts',
  'src',
  'test',
  'tsconfig.json',
];
/** Made by installing, building, testing and running; never kept. */
const MADE = ['node_modules', 'dist', 'coverage', 'errand.yaml'];

const files = ['src', 'adapters'].flatMap((folder) =>
  readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .filter((file) => /\.[cm]?[jt]sx?$/.test(file)),
);
const sourceOf = (file: string): string => readFileSync(new URL(file, ROOT), 'utf8');

/** Every module that the source names: in imports and exports, for types too, and in `import()`. */
function importsOf(source: string): string[] {
  const statements = source.matchAll(/^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*(['"])([^'"]+)\1/gm);
  const effects = source.matchAll(/^\s*import\s*(['"])([^'"]+)\1/gm);
  const calls = source.matchAll(/\b(?:import|require)\(\s*(['"`])([^'"`]+)\1/g);
  return [...statements, ...effects, ...calls].map((match) => match[2] ?? '');
}

/** A script and its comments; in TypeScript, where comments have no types, all of it is code. */
function partsOf(file: string): { code: string; comments: string } {
  const source = sourceOf(file);
  if (!file.endsWith('.js')) return { code: source, comments: '' };
  return {
    code: source.replaceAll(/\/\*\*[^]*?\*\//g, ''),
    comments: (source.match(/\/\*\*[^]*?\*\//g) ?? []).join('\n'),
  };
}

const builtins = new Set(builtinModules);

/** What is wrong with one import of a file, or with a type that its comments name; undefined when it is allowed. */
function importFault(file: string, specifier: string, isType = false): string | undefined {
  const rule = RULES.find(({ files }) => files.test(file));
  if (!rule) return `${file} is in no known folder`;
  const refused = `${file} must not import ${specifier}`;
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(file), specifier);
    // Scripts read types; pages draw with what a script draws with.
    const isOther = (isType && target.endsWith('.ts')) || /\/assets\/\w+\.js$/.test(target);
    if (posix.extname(target) !== posix.extname(file) && !isOther)
      return `${file} must import ${specifier} with its ending`;
    const groups = rule.files.exec(file) ?? [];
    const own = [...rule.own, ...((isType && rule.types) || [])].map((start) =>
      start.replace(/\$(\d)/g, (_, group: string) => groups[Number(group)] ?? ''),
    );
    const isEntry = ENTRIES.includes(target) && !ENTRIES.includes(file);
    return own.some((start) => target.startsWith(start)) && !isEntry ? undefined : refused;
  }
  if (builtins.has(specifier)) return `${file} must name ${specifier} as node:${specifier}`;
  const { packages } = rule;
  const isAllowed =
    packages === 'any' ||
    packages.some((name) =>
      name.endsWith(':') ? specifier.startsWith(name) : `${specifier}/`.startsWith(`${name}/`),
    );
  return isAllowed ? undefined : refused;
}

/** The circles of a graph, each as the path around it; a depth-first walk that keeps the path it came by. */
function circlesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const walk = (node: string): void => {
    const at = path.indexOf(node);
    if (at >= 0) circles.push([...path.slice(at), node]);
    if (at >= 0 || done.has(node)) return;
    path.push(node);
    graph.get(node)?.forEach(walk);
    path.pop();
    done.add(node);
  };
  [...graph.keys()].forEach(walk);
  return circles;
}

describe('boundaries', () => {
  it('are looked for where the code is', () => {
    for (const folder of [
      'src/domain/',
      'src/ports/',
      'src/contract/',
      'adapters/model/',
      'adapters/chat/',
    ]) {
      expect({ folder, isThere: files.some((file) => file.startsWith(folder)) }).toEqual({
        folder,
        isThere: true,
      });
    }
    expect(files.filter((file) => !file.endsWith('.ts') && !file.includes('/assets/'))).toEqual([]);
    const total = files.reduce((sum, file) => sum + importsOf(sourceOf(file)).length, 0);
    expect(total).toBeGreaterThan(files.length);
  });

  it('know every folder of src', () => {
    const entries = files.filter((file) => file.startsWith('src/')).map((file) => file.split('/')[1] ?? '');
    const known = [...FLOORS, 'main.ts', 'doctor.ts', 'seed.ts', 'compose.ts', 'platforms.ts'];
    expect([...new Set(entries)].toSorted()).toEqual(known.toSorted());
  });

  it('let no folders of src import each other in a circle, nested ones and types included', () => {
    const folders = new Map<string, string[]>();
    for (const file of files.filter((one) => one.split('/').length > 2 && one.startsWith('src/'))) {
      const folder = posix.dirname(file);
      const others = importsOf(sourceOf(file))
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => posix.dirname(posix.join(folder, specifier)))
        .filter((other) => other !== folder && other !== 'src');
      folders.set(folder, [...(folders.get(folder) ?? []), ...others]);
    }
    expect(folders.has('src/words/en')).toBe(true);
    expect(circlesOf(folders)).toEqual([]);
  });

  it('let no files import each other in a circle, types included', () => {
    const imports = new Map(
      files.map((file) => [
        file,
        importsOf(sourceOf(file))
          .filter((specifier) => specifier.startsWith('.'))
          .map((specifier) => posix.join(posix.dirname(file), specifier)),
      ]),
    );
    expect(circlesOf(imports)).toEqual([]);
  });

  it('are kept by every import', () => {
    const faults = files.flatMap((file) => {
      const { code, comments } = partsOf(file);
      return [
        ...importsOf(code).map((specifier) => importFault(file, specifier)),
        ...importsOf(comments).map((specifier) => importFault(file, specifier, true)),
      ];
    });
    expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
  });

  it('cannot be passed by an import whose name is computed', () => {
    const computed = files.filter((file) => /\bimport\(\s*[^'"\s)]|\bcreateRequire\b/.test(sourceOf(file)));
    expect(computed).toEqual([]);
  });

  it.each([
    ["import { a } from './b.ts';", './b.ts'],
    ["import type { A } from '../ports/c.ts';", '../ports/c.ts'],
    ["import {\n  a,\n  type B,\n} from 'zod';", 'zod'],
    ['import a, { b } from "bull";', 'bull'],
    ["export * from './d.ts';", './d.ts'],
    ["export { a } from './e.ts';", './e.ts'],
    ["import 'side-effect';", 'side-effect'],
    ["  const a = await import('./f.ts');", './f.ts'],
    ["type A = typeof import('mongoose');", 'mongoose'],
    ["const a = require('axios');", 'axios'],
  ])('see the import in %j', (source, specifier) => {
    expect(importsOf(source)).toEqual([specifier]);
  });

  // prettier-ignore
  it.each([
    ['src/domain/task.ts',              '../ports/store.ts'],
    ['src/domain/task.ts',              'zod'],
    ['src/domain/task.ts',              'node:fs'],
    ['src/ports/chat.ts',               '../tasks/create-task.ts'],
    ['src/contract/tasks.ts',           '../ports/store.ts'],
    ['src/shared/text.ts',              '../tasks/create-task.ts'],
    ['src/tasks/create-task.ts',        'mongoose'],
    ['src/asks/put-ask.ts',             '../runs/start-run.ts'],
    ['src/agent/loop.ts',               '../tools/http.ts'],
    ['src/tasks/create-task.ts',        '../core.ts'],
    ['src/tasks/create-task.ts',        '../../adapters/store/mongo/index.ts'],
    ['src/tasks/create-task.ts',        '../compose.ts'],
    ['src/tasks/create-task.ts',        './find-task'],
    ['adapters/store/mongo/tasks.ts',   '../embedded/index.ts'],
    ['adapters/store/mongo/tasks.ts',   '../../../src/tasks/create-task.ts'],
    ['adapters/store/mongo/tasks.ts',   '../../chat/slack/index.ts'],
    ['adapters/web/hono/index.ts',      'fs'],
    ['adapters/web/hono/assets/page.js', 'hono'],
    ['adapters/web/hono/assets/page.js', '../index.ts'],
    ['src/main.ts',                     'pino'],
    ['tools/other.ts',                  'zod'],
  ])('refuse %s the import of %s', (file, specifier) => {
    expect(importFault(file, specifier)).toBeTypeOf('string');
  });

  it('let scripts of the browser name types of the contract, and import none of it', () => {
    const script = 'adapters/web/hono/assets/page.js';
    const contract = '../../../../src/contract/chat.ts';
    expect(importFault(script, contract, true)).toBeUndefined();
    expect(importFault(script, contract)).toBeTypeOf('string');
    expect(importFault(script, '../../../../src/app.ts', true)).toBeTypeOf('string');
    expect(importFault(script, 'zod', true)).toBeTypeOf('string');
    expect(importsOf(partsOf(script).comments)).toContain('../script-types.ts');
    expect(importsOf(partsOf(script).code)).not.toContain('../script-types.ts');
  });

  // prettier-ignore
  it.each([
    ['src/tasks/create-task.ts',        'zod/v4'],
    ['src/compose.ts',                  '../adapters/store/mongo/index.ts'],
    ['src/main.ts',                     './compose.ts'],
    ['adapters/store/mongo/tasks.ts',   'mongoose'],
    ['adapters/store/mongo/tasks.ts',   './index.ts'],
    ['adapters/web/hono/assets/page.js', './form.js'],
    ['adapters/store/mongo/tasks.ts',   '../../../src/domain/task.ts'],
  ])('allow %s the import of %s', (file, specifier) => {
    expect(importFault(file, specifier)).toBeUndefined();
  });
});

describe('the whole tree', () => {
  it('reads the environment in one place', () => {
    const readers = files.filter((file) =>
      /\bprocess\s*\??\.\s*env\b|from 'node:process'/.test(sourceOf(file)),
    );
    expect(readers).toEqual(['src/doctor.ts', 'src/main.ts', 'src/seed.ts']); // which hand it to src/config.ts
  });

  it('names no vendor of a chat outside its own folder, but in what people read and in the list of platforms', () => {
    const mayName = /^adapters\/chat\/|^src\/words\/|^src\/platforms\.ts$/;
    // Names of firms, which are no people.
    const others = ['adapters/model/offline/lexicon.ts'];
    const naming = files.filter((file) => !mayName.test(file) && /slack|wecom/i.test(sourceOf(file)));
    expect(naming.filter((file) => !others.includes(file))).toEqual([]);
    expect(files.some((file) => mayName.test(file))).toBe(true);
    expect(readdirSync(new URL('adapters/chat', ROOT)).toSorted()).toEqual(
      PLATFORMS.map(({ name }) => name).toSorted(),
    );
  });

  it('exports by name', () => {
    const unnamed = files.filter((file) => /^\s*export\s+default\b|\bas\s+default\b/m.test(sourceOf(file)));
    expect(unnamed).toEqual([]);
  });

  it('gives each export of src a name of its own', () => {
    const places = new Map<string, string[]>();
    for (const file of files.filter((name) => name.startsWith('src/')))
      for (const [, name = ''] of sourceOf(file).matchAll(
        /^export (?:async )?(?:function|const|class|interface|type) (\w+)/gm,
      ))
        places.set(name, [...(places.get(name) ?? []), file]);
    expect(places.size).toBeGreaterThan(100);
    expect([...places].filter(([, files]) => files.length > 1)).toEqual([]);
  });

  it('has at its top only what belongs there', () => {
    const strangers = readdirSync(ROOT).filter(
      (name) => !name.startsWith('.') && !TOP_LEVEL.includes(name) && !MADE.includes(name),
    );
    expect(strangers).toEqual([]);
  });
});
