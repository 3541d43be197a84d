import { decrypt as peerDecrypt, encrypt as peerEncrypt, getSignature } from '@wecom/crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCallbackCrypto, decryptMedia, UntrustedError } from '../../adapters/chat/wecom/crypto.ts';
import { parseXml } from '../../adapters/chat/wecom/xml.ts';

const OFFICIAL = {
  token: 'QDG6eK',
  key: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  corp: 'wx5823bf96d3bd56c7',
};
const SECOND = {
  token: '123456',
  key: 'kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR',
  corp: 'wx49f0ab532d5d035a',
};
const official = createCallbackCrypto(OFFICIAL.token, OFFICIAL.key, OFFICIAL.corp);
const second = createCallbackCrypto(SECOND.token, SECOND.key, SECOND.corp);
const aibot = createCallbackCrypto(OFFICIAL.token, OFFICIAL.key, '');

const ECHO = 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==';
const MESSAGE =
  'RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==';
const INBOUND =
  'sKqRbbiSUnDhFHOvPjtUMQqt0UtNIhHM/cW1aZ+hJO9aYumlUMQw9cKx/848Yem8tpfGq7se+fDml6teXl2k4eN68p5PI3+umvDH5NnkYqGbOe+BF8kJH5lA+7LLChylyjsi46s8ZI0xNBo3FeMwFca97ApoiCwJ8iqYdWjJKW3PHYDvscUl3OIaxLZs4KwRfTZ9IFVVgRk1us2TIhYtFxyMUaJiNtfFvVcmU6FD7/qqipQBsiGzjfWc5GxM1mF3RQks0uxf2JGyPufFNr6gq0mk/zdJWdLR91UUkDzCTPo6fDHHrca4EvGmXK+S5mZZ4cW/UYeYbGNBrs+aAR8Y+Q==';

describe('the crypto of WeCom callbacks', () => {
  it('reads the official example of an address check', () => {
    official.verify('5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3', '1409659589', '263014780', ECHO);
    expect(official.decrypt(ECHO)).toBe('1616140317555161061');
  });

  it('reads the official example of a message, with an id too long for a number', () => {
    official.verify('477715d11cdb4164915debcba66cb864d751f3e6', '1409659813', '1372623149', MESSAGE);
    const xml = official.decrypt(MESSAGE);
    expect(Buffer.byteLength(xml)).toBe(284);
    expect(parseXml(xml)).toMatchObject({
      FromUserName: 'mycreate',
      MsgType: 'text',
      Content: 'hello',
      MsgId: '4561255354251345929',
      AgentID: '218',
    });
  });

  it('reads the address check of another implementation, and refuses it under another nonce', () => {
    const echo = '4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q==';
    const signature = 'dd6b9c95b495b3f7e2901bfbc76c664930ffdb96';
    second.verify(signature, '1411443780', '437374425', echo);
    expect(second.decrypt(echo)).toBe('5927782489442352469');
    expect(() => second.verify(signature, '1411443780', '437374424', echo)).toThrow(UntrustedError);
  });

  it('encrypts as another implementation does', () => {
    const xml = [
      '<xml>',
      '<MsgType><![CDATA[text]]></MsgType>',
      '<Content><![CDATA[test]]></Content>',
      '<FromUserName><![CDATA[wx49f0ab532d5d035a]]></FromUserName>',
      '<ToUserName><![CDATA[messense]]></ToUserName>',
      '<AgentID>1</AgentID>',
      '<CreateTime>1411525903</CreateTime>',
      '</xml>',
    ].join('\n');
    const encrypted = second.encrypt(xml, Buffer.from('1234567890123456'));
    expect(encrypted).toBe(
      '9s4gMv99m88kKTh/H8IdkOiMg6bisoy3ypwy9H4hvSPe9nsGaqyw5hhSjdYbcrKk+j3nba4HMOTzHrluLBYqxgNcBqGsL8GqxlhZgURnAtObvesEl5nZ+uBE8bviY0LWke8Zy9V/QYKxNV2FqllNXcfmstttyIkMKCCmVbCFM2JTF5wY0nFhHZSjPUL2Q1qvSUCUld+/WIXrx0oyKQmpB6o8NRrrNrsDf03oxI1p9FxUgMnwKKZeOA/uu+2IEvEBtb7muXsVbwbgX05UPPJvFurDXafG0RQyPR+mf1nDnAtQmmNOuiR5MIkdQ39xn1vWwi1O5oazPoQJz0nTYjxxEE8kv3kFxtAGVRe3ypD3WeK2XeFYFMNMpatF9XiKzHo3',
    );
    expect(encrypted).toHaveLength(384);
    expect(second.sign('1411525903', '461056294', encrypted)).toBe(
      '407518b7649e86ef23978113f92d27afa9296533',
    );
  });

  it('reads a smart bot’s message, whose receiver is empty, and sorts what it signs by bytes', () => {
    aibot.verify('1204aff98b5d281c6e9e0e479e41d5af84d66299', '1700000000', 'n0nce', INBOUND);
    const plain = aibot.decrypt(INBOUND);
    expect(Buffer.byteLength(plain)).toBe(211);
    expect(JSON.parse(plain)).toMatchObject({
      msgid: 'MSG-0001',
      from: { userid: 'u1' },
      text: { content: '你好' },
    });
    const byLocale = 'cff2b39e6f3a6f1f8e5876facdabbc62ed194de6';
    expect(() => aibot.verify(byLocale, '1700000000', 'n0nce', INBOUND)).toThrow(UntrustedError);
  });

  it('encrypts a smart bot’s address check, reply and a text that fills its block', () => {
    const [first, other] = [Buffer.from('0123456789abcdef'), Buffer.from('fedcba9876543210')];
    const echo = aibot.encrypt('5927782489442352469', first);
    expect(echo).toBe(
      'sKqRbbiSUnDhFHOvPjtUMYguiPf6drkqceuHPwGP2gBDicNOLt7MTzPDuNhUKAJfvf9wBrjDLMc+aJ2+E1Q7lg==',
    );
    expect(aibot.sign('1700000000', 'n0nce', echo)).toBe('e2a8a38390c7d4c015828cd8ae318616e7811658');

    const reply = aibot.encrypt(
      '{"msgtype":"stream","stream":{"id":"S1","finish":true,"content":"done"}}',
      other,
    );
    expect(reply).toBe(
      'P9TP8OO8ZpJE35Ha/87+5IKOzdKWMOQ2B7g/qK9YappPKipmbdtaZSRKa3FGES94NWV5E7D/4rAZEUcOJXHTPH6dPzPJR3nzbdV5qvFed1X2MuQHzJdsmHTOrMpQlMgp',
    );
    expect(aibot.sign('1700000000', 'n0nce', reply)).toBe('15573c4a79b1e26bebe7449a8e331481e542e91d');

    const aligned = aibot.encrypt('xxxxxxxxxxxx', first);
    expect(aligned).toBe(
      'sKqRbbiSUnDhFHOvPjtUMT04SBXqyecnV0R+mVLqu11Se0CAxtEP8Zs4hONFU+GhnY2XmfYUSF/20UR5dRgc0w==',
    );
    expect(aibot.decrypt(aligned)).toBe('xxxxxxxxxxxx');
  });

  it('reads a file of the long connection', () => {
    const content = Buffer.from('yKDKP4dUB6ky4fX9DNgiScHltuD7iiwFyHETCl81p2M=', 'base64');
    expect(decryptMedia(content, 'HcoAN9jTipwYd6d8qg/D2bpP8UrNw5+Y3SztYQJJAsc=').toString()).toBe(
      'hello wecom media',
    );
    expect(() => decryptMedia(content.subarray(1), 'HcoAN9jTipwYd6d8qg/D2bpP8UrNw5+Y3SztYQJJAsc=')).toThrow(
      UntrustedError,
    );
    expect(() => decryptMedia(content, 'c2hvcnQ=')).toThrow(UntrustedError);
  });

  it('refuses what is meant for another receiver', () => {
    const stranger = createCallbackCrypto(OFFICIAL.token, OFFICIAL.key, 'wx0000000000000000');
    expect(() => stranger.decrypt(ECHO)).toThrow(UntrustedError);
    expect(() => aibot.decrypt(ECHO)).toThrow(UntrustedError);
  });

  it('refuses bad padding even under a right signature, which the peer takes', () => {
    const spoilt = Buffer.from(INBOUND, 'base64');
    spoilt[spoilt.length - 1] = (spoilt.at(-1) ?? 0) ^ 1;
    const encrypted = spoilt.toString('base64');
    aibot.verify(
      getSignature(OFFICIAL.token, '1700000000', 'n0nce', encrypted),
      '1700000000',
      'n0nce',
      encrypted,
    );
    expect(() => aibot.decrypt(encrypted)).toThrow(UntrustedError);
    expect(() => peerDecrypt(OFFICIAL.key, encrypted)).not.toThrow();
  });

  it.each(['', 'not base64!', 'AAAA', '====', ECHO.slice(0, 40), 'A'.repeat(64)])(
    'refuses %j as ciphertext',
    (text) => {
      expect(() => official.decrypt(text)).toThrow(UntrustedError);
    },
  );

  it.each(['', 'x'.repeat(39), 'x'.repeat(41), '5C45FF5E21C57E6AD56BAC8758B79B1D9AC89FD4'])(
    'refuses %j as signature',
    (text) => {
      expect(() => official.verify(text, '1409659589', '263014780', ECHO)).toThrow(UntrustedError);
    },
  );

  it('does not start with a key of the wrong length', () => {
    expect(() => createCallbackCrypto('t', OFFICIAL.key.slice(1), '')).toThrow(/43/);
  });

  it('agrees with the peer about any message', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme-ascii', maxLength: 20 }),
        (message, nonce) => {
          const mine = official.encrypt(message);
          expect(peerDecrypt(OFFICIAL.key, mine)).toMatchObject({ message, id: OFFICIAL.corp });
          expect(official.decrypt(peerEncrypt(OFFICIAL.key, message, OFFICIAL.corp))).toBe(message);
          expect(official.sign('1700000000', nonce, mine)).toBe(
            getSignature(OFFICIAL.token, '1700000000', nonce, mine),
          );
        },
      ),
    );
  });
});

describe('the XML of WeCom callbacks', () => {
  it('keeps every value a text, and lists as they come', () => {
    const items = '<I><Q>f0</Q><O><Id>o1</Id><Id>o2</Id></O></I>';
    expect(parseXml(`<xml><MsgId>00123456789012345678</MsgId>${items}</xml>`)).toEqual({
      MsgId: '00123456789012345678',
      I: { Q: 'f0', O: { Id: ['o1', 'o2'] } },
    });
  });

  it.each([
    '<!DOCTYPE xml [<!ENTITY a "b">]><xml><a>&a;</a></xml>',
    '<!ENTITY a "b"><xml/>',
    'not xml',
    '<other><a>1</a></other>',
    '',
  ])('refuses %j', (text) => {
    expect(() => parseXml(text)).toThrow(UntrustedError);
  });

  it('does not take what stands in a text for markup', () => {
    const text = '<MsgType>event</MsgType> &amp; <!DOCTYPE x>';
    expect(parseXml(`<xml><Content><![CDATA[${text}]]></Content></xml>`)).toEqual({ Content: text });
  });
});
