import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
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
  const parsed = documentSchema.safeParse(tryParse(text));
  if (!parsed.success) throw new UntrustedError('xml');
  return parsed.data.xml;
}

const nodeSchema: z.ZodType<XmlNode> = z.lazy(() => z.union([z.string(), treeSchema]));
const treeSchema = z.record(z.string(), z.union([nodeSchema, z.array(nodeSchema)]));
const documentSchema = z.object({ xml: treeSchema });

function tryParse(text: string): unknown {
  try {
    return parser.parse(text);
  } catch {
    return undefined;
  }
}
