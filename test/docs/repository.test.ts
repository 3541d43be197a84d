import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCommand } from '../../src/conversation/grammar.ts';
import { readDecision } from '../../src/conversation/said/read-decision.ts';
import { environment } from '../../src/config/config-environment.ts';
import { PLATFORMS } from '../../src/platforms.ts';
import { openWeb } from '../fakes/web.ts';
import { readPages, type Page } from './parse-samples.ts';
import { REPOSITORY } from './shell.ts';

const read = (file: string): string => readFileSync(`${REPOSITORY}${file}`, 'utf8');
const pages = readPages();

/** The text without its fenced samples, which are run. */
const prose = ({ text }: Page): string => text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');
const codes = (page: Page): string[] =>
  [...prose(page).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? '');

/** What the pages say of each kind, as `file: code`; those that `isThere` does not know. */
const strangers = (pattern: RegExp, isThere: (code: string) => boolean): string[] =>
  pages.flatMap((page) =>
    codes(page)
      .filter((code) => pattern.test(code) && !isThere(code))
      .map((code) => `${page.file}: ${code}`),
  );

/** GitHub's name for a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\- ]/gu, '')
    .replaceAll(' ', '-');
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? ''));

describe('the pages', () => {
  it('have links that lead somewhere, headings included', () => {
    const broken = pages.flatMap((page) =>
      [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
        if (/^https?:/.test(link)) return [];
        const [path = '', anchor] = link.split('#');
        const target = path === '' ? page.file : posix.join(posix.dirname(page.file), path);
        const isThere = existsSync(`${REPOSITORY}${target}`);
        const isFound = anchor === undefined || (isThere && anchorsOf(read(target)).includes(anchor));
        return isThere && isFound ? [] : [`${page.file}: ${link}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  it('can each be reached from the index or from README', () => {
    const linked = new Set(
      ['README.md', 'docs/README.md', 'docs/decisions/README.md', 'docs/behaviours/README.md'].flatMap(
        (file) =>
          [...read(file).matchAll(/\]\(([^)\s#]+)/g)].map(([, link]) =>
            posix.join(posix.dirname(file), link ?? ''),
          ),
      ),
    );
    expect(pages.map(({ file }) => file).filter((file) => file !== 'README.md' && !linked.has(file))).toEqual(
      [],
    );
  });

  it('name files and folders that are there', () => {
    const pattern = /^(?:src|adapters|test|docs|prompts|bench|examples)\/[\w./*-]+$/;
    expect(strangers(pattern, (path) => existsSync(`${REPOSITORY}${path}`))).toEqual([]);
  });

  it('name commands of npm that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const isThere = (code: string): boolean => {
      const [, , name = ''] = code.split(' ');
      return name in scripts;
    };
    expect(strangers(/^npm run \S/, isThere)).toEqual([]);
    const told = pages.filter(({ file }) => file === 'CONTRIBUTING.md').flatMap(codes);
    const untold = Object.keys(scripts).filter(
      (name) =>
        !['start', 'build'].includes(name) &&
        !told.some((code) => code === `npm run ${name}` || code === `npm ${name}`),
    );
    expect(untold).toEqual([]);
  });

  it('name every variable of the environment, and no other', () => {
    const ofPlatforms = PLATFORMS.flatMap(({ variables }) => variables);
    const known = [...Object.keys(environment.shape), ...ofPlatforms];
    // Whoever runs it names these.
    const isToken = (name: string): boolean => name.startsWith('ERRAND_TOKEN_');
    const foreign = ['CHROMIUM_PATH', 'PUSH_NEWS', 'FIELD_KINDS', 'TASK_MOVES', 'HOST'];
    expect(
      strangers(
        /^[A-Z]+(?:_[A-Z]+)+$/,
        (name) => known.includes(name) || foreign.includes(name) || isToken(name),
      ),
    ).toEqual([]);
    const configuration = pages.filter(({ file }) => file === 'docs/configuration.md').flatMap(codes);
    expect(known.filter((name) => !configuration.includes(name))).toEqual([]);
    const example = read('.env.example');
    const forTests = ['SLACK_API_URL', 'WECOM_WS_URL', 'WECOM_API_URL'];
    expect(known.filter((name) => !forTests.includes(name) && !example.includes(`${name}=`))).toEqual([]);
  });

  it('name every metric, and no other', () => {
    const sources = ['src', 'adapters'].flatMap((folder) =>
      readdirSync(`${REPOSITORY}${folder}`, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => read(`${folder}/${file}`)),
    );
    const metrics = new Set(
      sources.flatMap((source) =>
        [...source.matchAll(/metrics\.(?:count|gauge|observe)\(\s*'(errand_\w+)'/g)].map(
          ([, name]) => name ?? '',
        ),
      ),
    );
    expect(strangers(/^errand_[a-z_]+$/, (name) => metrics.has(name) || name === 'errand_person')).toEqual(
      [],
    );
    const told = pages.filter(({ file }) => file === 'docs/operations.md').flatMap(codes);
    expect([...metrics].filter((name) => !told.includes(name))).toEqual([]);
  });

  it('name paths of the API that are there', async () => {
    const web = await openWeb();
    const { paths } = (await (await web.call('GET', '/openapi.json')).json()) as {
      paths: Record<string, unknown>;
    };
    await web.close();
    const shape = (path: string): string => path.replaceAll(/\{\w+\}/g, '{}');
    const known = new Set(Object.keys(paths).map(shape));
    const isThere = (code: string): boolean => known.has(shape(code.replace(/^[A-Z]+ /, '')));
    expect(strangers(/^(?:[A-Z]+ )?\/api\/v1\/\S/, isThere)).toEqual([]);
  });

  it('name typed commands that are understood', () => {
    expect(
      strangers(/^\/?task \S/, (code) => readCommand(code.replace(/^\/?task /, '')).name !== null),
    ).toEqual([]);
    expect(strangers(/^任务 \S/, (code) => readCommand(code.replace(/^任务 /, '')).name !== null)).toEqual(
      [],
    );
    const decision = /^\S+ A-\d/;
    expect(strangers(decision, (code) => readDecision(code)?.kind === 'decision')).toEqual([]);
    expect(pages.flatMap(codes).filter((code) => decision.test(code)).length).toBeGreaterThan(3);
  });

  it('are as long as they should be: README at most 130 lines', () => {
    expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(130);
    const long = pages.filter(({ text }) => text.split('\n').length > 300).map(({ file }) => file);
    expect(long).toEqual([]);
  });

  it('have a Chinese twin where they promise one, with the same samples of configuration', () => {
    const twins = pages.filter(({ file }) => file.endsWith('.zh-CN.md'));
    expect(twins.length).toBeGreaterThan(2);
    for (const { file, text } of twins) {
      const english = file.replace('.zh-CN', '');
      expect(existsSync(`${REPOSITORY}${english}`)).toBe(true);
      expect(text).toContain(`[English](${posix.basename(english)})`);
      expect(read(english)).toContain(`(${posix.basename(file)})`);
    }
  });
});

describe('the map of docs/architecture.md', () => {
  const map = read('docs/architecture.md');

  it('names every folder of src and every port of the adapters', () => {
    const folders = ['src', 'adapters'].flatMap((root) =>
      readdirSync(`${REPOSITORY}${root}`)
        .filter((name) => statSync(`${REPOSITORY}${root}/${name}`).isDirectory())
        .map((name) => `${root}/${name}`),
    );
    expect(folders.filter((folder) => !map.includes(`\`${folder}`))).toEqual([]);
  });

  it('has the floors in the order that the boundaries hold', () => {
    const [, list = ''] = /const FLOORS = \[([\s\S]*?)\];/.exec(read('test/boundaries.test.ts')) ?? [];
    const held = [...list.matchAll(/'([^']+)'/g)].map(([, floor]) => floor);
    const [, shown = ''] = /<!-- floors -->([\s\S]*?)<!-- \/floors -->/.exec(map) ?? [];
    expect(held.length).toBeGreaterThan(10);
    expect([...shown.matchAll(/`([^`]+)`/g)].map(([, floor]) => floor)).toEqual(held);
  });

  it('names every package that the product depends on', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const pinned = ['@langchain/langgraph', '@langchain/langgraph-checkpoint'];
    const untold = Object.keys(dependencies).filter(
      (name) => !pinned.includes(name) && !map.includes(`\`${name}\``),
    );
    expect(untold).toEqual([]);
  });
});

describe('npm ci', () => {
  it('finds a lock file that agrees with package.json', () => {
    interface Manifest {
      dependencies?: Record<string, string>;
      devDependencies?: Record<string, string>;
    }
    const own = JSON.parse(read('package.json')) as Manifest;
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Manifest> };
    expect(packages['']?.dependencies).toEqual(own.dependencies);
    expect(packages['']?.devDependencies).toEqual(own.devDependencies);
  });
});

describe('docker compose', () => {
  it('has the services that the pages start', () => {
    const compose = read('docker-compose.yml');
    const named = pages.flatMap(({ text }) =>
      [...text.matchAll(/docker compose .*--scale (\w+)=/g)].map(([, name]) => name ?? ''),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !new RegExp(`^  ${name}:`, 'm').test(compose))).toEqual([]);
  });
});
