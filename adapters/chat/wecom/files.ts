import Multipart from 'form-data';
import type { OutgoingFile } from '../../../src/domain/message.ts';
import { byteLength, cutBytes } from './text.ts';

// In bytes: developer.work.weixin.qq.com/document/path/101463 for bots, 90253 for apps, 99110 for webhooks, read
// 2026-11-20.
export const MAX_FILE_BYTES = 20 * 1024 * 1024;
export const MIN_UPLOAD_BYTES = 6;
const MAX_NAME_BYTES = 256;
/** What counts as the ending of a name rather than a part of it. */
const MAX_ENDING_BYTES = 16;

/** A file as WeCom takes it: first handed over, then named in a message by the id that it got. */
export interface UploadFile {
  filename: string;
  data: Buffer;
}

/** Undefined for what WeCom would not take: a file of a few bytes, or of more than 20 MB. */
export function toUpload({ name, content }: OutgoingFile): UploadFile | undefined {
  const data = Buffer.from(content);
  if (data.length < MIN_UPLOAD_BYTES || data.length > MAX_FILE_BYTES) return undefined;
  return { filename: fitName(name), data };
}

/** The name within its bytes, with the ending by which people and programs know what it is. */
function fitName(name: string): string {
  const ending = /\.[^.]+$/.exec(name)?.[0] ?? '';
  const kept = byteLength(ending) > MAX_ENDING_BYTES ? '' : ending;
  const stem = name.slice(0, name.length - kept.length);
  return cutBytes(stem, MAX_NAME_BYTES - byteLength(kept)) + kept;
}

/** A form is read once: a second try needs a new one. */
export function uploadForm({ filename, data }: UploadFile): Multipart {
  const form = new Multipart();
  form.append('media', data, { filename, knownLength: data.length });
  return form;
}
