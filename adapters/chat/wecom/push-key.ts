export const PUSH_PLATFORM = 'wecom-push';

const ORIGIN = 'https://qyapi.weixin.qq.com';
const PATH = '/cgi-bin/webhook/send';
const KEY = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The key in the address of a group webhook.
 *
 * @param text - `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…`, or the key alone.
 * @returns undefined for anything else.
 */
export function readPushKey(text: string): string | undefined {
  const given = text.trim();
  if (KEY.test(given)) return given;
  const address = URL.canParse(given) ? new URL(given) : undefined;
  const isOurs =
    address?.origin === ORIGIN && address.pathname === PATH && !address.username && !address.password;
  const key = address?.searchParams.get('key') ?? '';
  return isOurs && KEY.test(key) ? key : undefined;
}
