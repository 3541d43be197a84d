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
  if (hasMarkup(text)) throw new UntrustedError('xml');
  const parsed = documentSchema.safeParse(tryParse(text));
  if (!parsed.success) throw new UntrustedError('xml');
  return parsed.data.xml;
}

const CDATA = { begin: '<![CDATA[', end: ']]>' };

/** Whether there is a `<!` that begins no CDATA, or a CDATA without an end: a document type, or nothing that WeCom sends. */
function hasMarkup(text: string): boolean {
  for (let at = text.indexOf('<!'); at !== -1; at = text.indexOf('<!', at)) {
    const end = text.startsWith(CDATA.begin, at) ? text.indexOf(CDATA.end, at) : -1;
    if (end === -1) return true;
    at = end;
  }
  return false;
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
