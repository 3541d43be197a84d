import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** PKCS#7 works on blocks of 32 bytes here, although AES itself works on 16. */
const PAD_BLOCK = 32;
const RANDOM_BYTES = 16;
const HEAD_BYTES = RANDOM_BYTES + 4;

/** Why something from outside was not taken. Callers answer all of them alike, so that nobody learns which. */
export class UntrustedError extends Error {
  override readonly name = 'UntrustedError';
}

export interface CallbackCrypto {
  /** Lowercase hex SHA-1 over the four strings. */
  sign(timestamp: string, nonce: string, encrypted: string): string;
  /** @throws UntrustedError when the signature is not ours. */
  verify(signature: string, timestamp: string, nonce: string, encrypted: string): void;
  /** @throws UntrustedError when the ciphertext, its padding or its receiver is not what it must be. */
  decrypt(encrypted: string): string;
  /** @param random - 16 bytes; fixed only in tests. */
  encrypt(plain: string, random?: Buffer): string;
}

/**
 * Message crypto of WeCom callbacks (developer.work.weixin.qq.com/document/path/90968): AES-256-CBC with the first 16
 * key bytes as IV, over 16 random bytes, the big-endian length, the message and the receiver.
 *
 * @param encodingAesKey - 43 characters of base64 without its `=`.
 * @param receiveId - corp id for an app; empty for a smart bot.
 * @throws Error when the key is not of that form.
 */
export function createCallbackCrypto(
  token: string,
  encodingAesKey: string,
  receiveId: string,
): CallbackCrypto {
  if (!/^[A-Za-z0-9]{43}$/.test(encodingAesKey))
    throw new Error('the EncodingAESKey must be 43 letters and digits');
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');

  const sign = (timestamp: string, nonce: string, encrypted: string): string => {
    // By bytes: a locale's order differs and gives another hash.
    const parts = [token, timestamp, nonce, encrypted]
      .map((part) => Buffer.from(part))
      .toSorted((a, b) => Buffer.compare(a, b));
    return createHash('sha1').update(Buffer.concat(parts)).digest('hex');
  };

  return {
    sign,
    verify(signature, timestamp, nonce, encrypted) {
      const expected = Buffer.from(sign(timestamp, nonce, encrypted));
      const given = Buffer.from(signature.toLowerCase());
      if (given.length !== expected.length || !timingSafeEqual(given, expected))
        throw new UntrustedError('signature');
    },
    decrypt(encrypted) {
      const buffer = decipher(key, fromBase64(encrypted));
      if (buffer.length < HEAD_BYTES) throw new UntrustedError('length');
      const end = HEAD_BYTES + buffer.readUInt32BE(RANDOM_BYTES);
      if (end > buffer.length) throw new UntrustedError('length');
      if (buffer.toString('utf8', end) !== receiveId) throw new UntrustedError('receiver');
      return buffer.toString('utf8', HEAD_BYTES, end);
    },
    encrypt(plain, random = randomBytes(RANDOM_BYTES)) {
      const message = Buffer.from(plain);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(message.length);
      const content = Buffer.concat([random, length, message, Buffer.from(receiveId)]);
      const pad = PAD_BLOCK - (content.length % PAD_BLOCK);
      const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
      const padded = Buffer.concat([content, Buffer.alloc(pad, pad)]);
      return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
    },
  };
}

/**
 * A file that came with a message of the long connection.
 *
 * @param aesKey - base64 of 32 bytes, as it came beside the file's address.
 * @throws UntrustedError when key or content is not whole.
 */
export function decryptMedia(content: Buffer, aesKey: string): Buffer {
  const key = fromBase64(aesKey);
  if (key.length !== 32) throw new UntrustedError('key');
  return decipher(key, content);
}

function decipher(key: Buffer, content: Buffer): Buffer {
  if (content.length === 0 || content.length % 16 !== 0) throw new UntrustedError('length');
  const decipherer = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipherer.update(content), decipherer.final()]);
  const pad = padded[padded.length - 1] ?? 0;
  const isPadded = pad >= 1 && pad <= PAD_BLOCK && pad <= padded.length;
  if (!isPadded || !padded.subarray(-pad).every((byte) => byte === pad)) throw new UntrustedError('padding');
  return padded.subarray(0, padded.length - pad);
}

/** Strict: Node's own decoder skips what is not base64. */
function fromBase64(text: string): Buffer {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) throw new UntrustedError('base64');
  return Buffer.from(text, 'base64');
}
