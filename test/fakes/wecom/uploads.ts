import { createHash } from 'node:crypto';
import { record, text } from './read.ts';
import { createMeter, type World } from './world.ts';

const CHUNK_BYTES = 512 * 1024;
const MAX_CHUNKS = 100;
const SESSION_MS = 30 * 60_000;
const FILE_BYTES = 20 * 1024 * 1024;

interface Upload {
  filename: string;
  totalSize: number;
  totalChunks: number;
  md5: string;
  beganMs: number;
  chunks: Map<number, Buffer>;
}

/** What a step of an upload is answered with. */
interface Answered {
  errcode: number;
  body?: Record<string, unknown>;
}

const no = (errcode: number): Answered => ({ errcode });

/** Uploads over the long connection: begun, sent in parts from 0 on in any order, finished; 30 a minute for the bot. */
export function createUploads(world: World) {
  const meter = createMeter(world.clock, 30, 1000);
  const uploads = new Map<string, Upload>();

  const steps: Record<string, (body: Record<string, unknown>) => Answered> = {
    aibot_upload_media_init(body) {
      const [filename, totalSize, totalChunks] = [
        text(body['filename']),
        body['total_size'],
        body['total_chunks'],
      ];
      if (body['type'] !== 'file') return no(40004);
      if (filename === '' || Buffer.byteLength(filename) > 256) return no(40058);
      if (typeof totalSize !== 'number' || totalSize < 5 || totalSize > FILE_BYTES) return no(40006);
      if (typeof totalChunks !== 'number' || totalChunks > MAX_CHUNKS) return no(40058);
      if (totalChunks !== Math.ceil(totalSize / CHUNK_BYTES)) return no(40058);
      if (!meter.allow('bot')) return no(45009);
      const id = world.nextId('upload');
      const beganMs = world.clock.monotonicMs();
      const md5 = text(body['md5']);
      uploads.set(id, { filename, totalSize, totalChunks, md5, beganMs, chunks: new Map() });
      return { errcode: 0, body: { upload_id: id } };
    },
    aibot_upload_media_chunk(body) {
      const upload = current(body);
      const data = Buffer.from(text(body['base64_data']), 'base64');
      const index = body['chunk_index'];
      if (!upload || typeof index !== 'number' || index < 0 || index >= upload.totalChunks) return no(40058);
      if (data.length === 0 || data.length > CHUNK_BYTES) return no(45001);
      upload.chunks.set(index, data);
      return { errcode: 0 };
    },
    aibot_upload_media_finish(body) {
      const upload = current(body);
      if (!upload || upload.chunks.size !== upload.totalChunks) return no(40058);
      const data = Buffer.concat(
        Array.from({ length: upload.totalChunks }, (_, at) => upload.chunks.get(at) ?? Buffer.alloc(0)),
      );
      const md5 = createHash('md5').update(data).digest('hex');
      if (data.length !== upload.totalSize || (upload.md5 && md5 !== upload.md5)) return no(40058);
      const mediaId = keepMedia(world, upload.filename, data);
      return { errcode: 0, body: { type: 'file', media_id: mediaId, created_at: '1700000000' } };
    },
  };

  function current(body: Record<string, unknown>): Upload | undefined {
    const upload = uploads.get(text(body['upload_id']));
    return upload && world.clock.monotonicMs() - upload.beganMs < SESSION_MS ? upload : undefined;
  }

  return {
    /** Undefined for a command that is none of these. */
    step: (cmd: string, body: Record<string, unknown>): Answered | undefined => steps[cmd]?.(body),
  };
}

const MEDIA_MS = 3 * 24 * 3_600_000;

/** A file that was handed over: messages can name it for 3 days. */
export function keepMedia(world: World, filename: string, data: Buffer): string {
  const mediaId = world.nextId('media');
  world.media.set(mediaId, { filename, data, untilMs: world.clock.monotonicMs() + MEDIA_MS });
  return mediaId;
}

/** The errcode of a message that names a file; 0 when the file is there. */
export function checkMedia(world: World, payload: unknown): number {
  const media = world.media.get(text(record(payload)['media_id']));
  return media && media.untilMs > world.clock.monotonicMs() ? 0 : 40007;
}

/** The file of a multipart form. */
export function readForm(raw: Buffer): { filename: string; data: Buffer } | undefined {
  const head = raw.indexOf('\r\n\r\n');
  const heading = raw.subarray(0, head).toString();
  const [, boundary = ''] = /^--(\S+)\r\n/.exec(heading) ?? [];
  const [, filename] = /name="media"; filename="([^"]+)"/.exec(heading) ?? [];
  const end = raw.lastIndexOf(`\r\n--${boundary}`);
  if (!filename || boundary === '' || end < head) return undefined;
  return { filename, data: raw.subarray(head + 4, end) };
}
