/** What the API says by itself about a request; the errors of the product have their own words. */
export const enHttp = {
  problems: {
    'http.no_route': { title: 'Not found', detail: 'There is nothing at this address.' },
    'http.method': {
      title: 'Method not allowed',
      detail: 'This address does not support this method. The Allow header lists those that it supports.',
    },
    'http.content_type': { title: 'Unsupported content type', detail: 'Send the body as application/json.' },
    'http.cross_site': {
      title: 'Refused',
      detail: 'A request with the session cookie must come from a page of this server.',
    },
    'http.too_many_tries': {
      title: 'Too many wrong tokens',
      detail: 'Wrong tokens came from this address. Wait a moment and try again.',
    },
    'http.in_progress': {
      title: 'Still in progress',
      detail: 'An earlier request with this Idempotency-Key has not finished yet. Try again in a moment.',
    },
  },
  bodyCutOff: 'the body ended before it was whole',
  notUtf8: 'must be UTF-8',
  tooDeep: (max: number): string => `must not nest deeper than ${max}`,
  brokenJson: (line: number, column: number): string =>
    `is not valid JSON: see line ${line}, column ${column}`,
  repeated: 'must be given once',
  badKey: 'must be 1 to 200 visible ASCII characters',
  badVersion: 'must be a version from the ETag, such as "3"',
  portInUse: (port: number): string => `port ${port} is in use, or this user may not open it`,
  hostUnknown: (host: string): string => `${host} is not an address of this machine`,
};
export type HttpWords = typeof enHttp;
