export const LOCALES = ['en', 'zh-CN'] as const;
export type Locale = (typeof LOCALES)[number];

/** What the web says by itself; the errors of the product have their words in `describe`. */
const en = {
  noRoute: 'Not found',
  noRouteDetail: 'There is nothing at this address.',
  method: 'Method not allowed',
  methodDetail: 'This address does not take this method; the Allow header lists those it takes.',
  contentType: 'Unsupported content type',
  contentTypeDetail: 'Send the body as application/json.',
  crossSite: 'Refused',
  crossSiteDetail: 'A request with the session cookie must come from a page of this server.',
  inProgress: 'Still at work',
  inProgressDetail:
    'An earlier request with this Idempotency-Key is not finished yet. Ask again in a moment.',
  notUtf8: 'must be UTF-8',
  tooDeep: 'must not nest deeper than {max}',
  brokenJson: 'is not JSON: see line {line}, column {column}',
  unknownField: 'is not a known field',
  repeated: 'must be given once',
  badKey: 'must be 1 to 200 visible ASCII characters',
  badVersion: 'must be a version as the ETag gave it, such as "3"',
  portInUse: 'port {port} is in use or may not be opened',
  hostUnknown: '{host} is no address of this machine',
};

type Words = Readonly<Record<keyof typeof en, string>>;

const zh: Words = {
  noRoute: '未找到',
  noRouteDetail: '此地址没有内容。',
  method: '不支持的方法',
  methodDetail: '此地址不支持该方法；支持的方法见 Allow 头。',
  contentType: '不支持的内容类型',
  contentTypeDetail: '请以 application/json 发送请求正文。',
  crossSite: '已拒绝',
  crossSiteDetail: '使用会话 Cookie 的请求必须来自本服务器的页面。',
  inProgress: '仍在处理',
  inProgressDetail: '使用此 Idempotency-Key 的先前请求尚未完成，请稍后再试。',
  notUtf8: '必须是 UTF-8 编码',
  tooDeep: '嵌套不能超过 {max} 层',
  brokenJson: '不是有效的 JSON：见第 {line} 行第 {column} 列',
  unknownField: '不是已知字段',
  repeated: '只能出现一次',
  badKey: '必须是 1 到 200 个可见 ASCII 字符',
  badVersion: '必须是 ETag 给出的版本，例如 "3"',
  portInUse: '端口 {port} 已被占用或无权打开',
  hostUnknown: '{host} 不是本机地址',
};

export type Word = keyof typeof en;

const TABLES: Readonly<Record<Locale, Words>> = { en, 'zh-CN': zh };

export function say(
  locale: Locale,
  word: Word,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return TABLES[locale][word].replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    String(values[name] ?? whole),
  );
}

export const localeOf = (tag: string): Locale => (tag.startsWith('zh') ? 'zh-CN' : 'en');

/** The first language of an Accept-Language header that we speak. Quality values are rare and the order tells enough. */
export function pickLocale(header: string, fallback: Locale): Locale {
  for (const part of header.split(',')) {
    const tag = part.trim().toLowerCase();
    if (tag.startsWith('zh')) return 'zh-CN';
    if (tag.startsWith('en')) return 'en';
  }
  return fallback;
}
