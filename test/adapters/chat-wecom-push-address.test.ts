import { describe, expect, it } from 'vitest';
import { readPushKey } from '../../adapters/chat/wecom/push-key.ts';

const KEY = '5ec4e700-aaaa-4bbb-8ccc-0123456789ab';
const PATH = '/cgi-bin/webhook/send';

describe('the push address of a group', () => {
  it('is a webhook of WeCom, or its key', () => {
    expect(readPushKey(` https://qyapi.weixin.qq.com${PATH}?key=${KEY} `)).toBe(KEY);
    expect(readPushKey(`https://qyapi.weixin.qq.com${PATH}?debug=1&key=${KEY}`)).toBe(KEY);
    expect(readPushKey(KEY)).toBe(KEY);
  });

  it.each([
    '',
    'key',
    `http://qyapi.weixin.qq.com${PATH}?key=${KEY}`,
    `https://qyapi.weixin.qq.com.evil.example${PATH}?key=${KEY}`,
    `https://a@qyapi.weixin.qq.com${PATH}?key=${KEY}`,
    `https://qyapi.weixin.qq.com:8443${PATH}?key=${KEY}`,
    `https://qyapi.weixin.qq.com/cgi-bin/other?key=${KEY}`,
    `https://qyapi.weixin.qq.com${PATH}?key=../x`,
  ])('is nothing that leads elsewhere: %s', (address) => {
    expect(readPushKey(address)).toBeUndefined();
  });
});
