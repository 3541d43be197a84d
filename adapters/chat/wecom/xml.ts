import { XMLParser } from 'fast-xml-parser';
import { UntrustedError } from './crypto.ts';

/** A tree of texts: no attributes, no numbers, since ids of 64 bits do not fit one. */
export type XmlNode = string | { [name: string]: XmlNode | XmlNode[] };

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  processEntities: true,
  htmlEntities: false,
  trimValues: true,
});

/**
 * The content of the one `<xml>` element.
 *
 * @throws UntrustedError for anything that is not such a document, and for one with a document type: those can define
 *   entities, which WeCom never sends.
 */
export function parseXml(text: string): Record<string, XmlNode | XmlNode[]> {
  if (/<!(?!\[CDATA\[)/i.test(text.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, ''))) throw new UntrustedError('xml');
  const parsed = tryParse(text);
  const root = parsed['xml'];
  if (root === null || typeof root !== 'object' || Array.isArray(root)) throw new UntrustedError('xml');
  return root as Record<string, XmlNode | XmlNode[]>;
}

function tryParse(text: string): Record<string, unknown> {
  try {
    return parser.parse(text) as Record<string, unknown>;
  } catch {
    throw new UntrustedError('xml');
  }
}
