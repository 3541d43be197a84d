import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

// What a server cut short is still read as far as it goes.
const lenient = { finishFlush: constants.Z_SYNC_FLUSH };

const DECODERS: Readonly<Record<string, () => Transform>> = {
  'gzip': () => createGunzip(lenient),
  'x-gzip': () => createGunzip(lenient),
  'deflate': () => createInflate(lenient),
  'br': () => createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH }),
};

/** Reads no more of the answer than `maxBytes` after decompression. */
export async function readText(
  response: IncomingMessage,
  maxBytes: number,
): Promise<{ text: string; isCut: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of decompressed(response)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) break; // which hangs up
  }
  const isCut = size > maxBytes;
  const bytes = Buffer.concat(chunks).subarray(0, maxBytes);
  // `stream` leaves out a character that the cut went through.
  const text = decoderFor(response.headers['content-type'] ?? '').decode(bytes, { stream: isCut });
  return { text, isCut };
}

/** Only a single encoding is undone: a list of thousands would be a stream each. */
function decompressed(response: IncomingMessage): Readable {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (!Object.hasOwn(DECODERS, encoding)) return response;
  const decoder = DECODERS[encoding]?.();
  // The reader of the decoder gets the error of either; here is nothing left to do.
  return decoder ? pipeline(response, decoder, () => {}) : response;
}

function decoderFor(contentType: string): InstanceType<typeof TextDecoder> {
  const charset = /charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder(); // a charset that nobody knows
  }
}
