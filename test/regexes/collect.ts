import { readdirSync, readFileSync } from 'node:fs';
import { parseAst } from 'vitest/node';

const root = new URL('../../', import.meta.url).pathname;

export interface FoundRegex {
  /** The file from the root of the repository. */
  file: string;
  source: string;
  flags: string;
}

/** The files of the product, from the root of the repository. */
export const productFiles: readonly string[] = ['src', 'adapters'].flatMap((folder) =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|js)$/.test(name))
    .map((name) => `${folder}/${name}`),
);

/** The regular expressions that a file writes down as such. */
export function literalsOf(file: string): FoundRegex[] {
  const found: FoundRegex[] = [];
  JSON.stringify(
    parseAst(readFileSync(`${root}${file}`, 'utf8'), { lang: file.endsWith('.ts') ? 'ts' : 'js' }),
    (_, node: unknown) => {
      if (isRegex(node)) found.push({ file, source: node.regex.pattern, flags: node.regex.flags });
      return typeof node === 'bigint' ? String(node) : node;
    },
  );
  return found;
}

const isRegex = (node: unknown): node is { regex: { pattern: string; flags: string } } =>
  typeof node === 'object' && node !== null && 'regex' in node;

/** The regular expressions that files put together when they are loaded. What they import of others is loaded before. */
export async function builtBy(files: readonly string[]): Promise<FoundRegex[]> {
  await import('chrono-node');
  const found: FoundRegex[] = [];
  const BuiltIn = RegExp;
  let file = '';
  globalThis.RegExp = new Proxy(BuiltIn, {
    construct(target, given: [string, string?], newTarget) {
      const made = Reflect.construct(target, given, newTarget) as RegExp;
      found.push({ file, source: made.source, flags: made.flags });
      return made;
    },
  });
  try {
    for (file of files) await import(/* @vite-ignore */ `${root}${file}`);
  } finally {
    globalThis.RegExp = BuiltIn;
  }
  return found;
}
