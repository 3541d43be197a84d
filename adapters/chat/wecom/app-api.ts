import { AppError } from '../../../src/domain/errors.ts';
import type { Clock } from '../../../src/ports/system.ts';
import type { TemplateCard } from './cards.ts';
import { refused } from './errors.ts';
import { uploadForm, type UploadFile } from './files.ts';
import type { Answer, Api } from './http.ts';

export interface AppApiOptions {
  corpId: string;
  corpSecret: string;
  agentId: number;
}

/** What a self-built app may do. Errors are those of `createApi`. */
export interface AppApi {
  /** @param body - `{msgtype, …}`. @throws AppError `chat.refused` when the person cannot be reached by the app. */
  send(userId: string, body: Readonly<Record<string, unknown>>): Promise<void>;
  /** Hands a file over, for a message to name it within 3 days. @returns its media id. */
  upload(file: UploadFile): Promise<string>;
  /** @param responseCode - of the card's last click: good once, for 72 hours. */
  updateCard(responseCode: string, userId: string, card: TemplateCard): Promise<void>;
}

const MIN_TOKEN_MS = 60_000;
/** WeCom blocks who asks again and again with a wrong secret. */
const REFUSED_MS = 60_000;

export function createAppApi(
  { corpId, corpSecret, agentId }: AppApiOptions,
  call: Api,
  clock: Clock,
): AppApi {
  let token: { value: Promise<string>; until: number } | undefined;

  async function fetchToken(): Promise<string> {
    const query = { corpid: corpId, corpsecret: corpSecret };
    const answer = await call({ endpoint: 'gettoken', path: '/cgi-bin/gettoken', query });
    const lifeMs = Number(answer['expires_in'] ?? 0) * 1000;
    // Renewed early, since a token ends by WeCom's clock.
    if (token) token.until = clock.monotonicMs() + Math.max(MIN_TOKEN_MS, lifeMs - 5 * 60_000);
    return String(answer['access_token']);
  }

  /** One token for all calls; those that come while it is fetched wait for the same. */
  function getToken(): Promise<string> {
    if (!token || token.until <= clock.monotonicMs()) {
      token = { value: Promise.resolve(''), until: clock.monotonicMs() + REFUSED_MS };
      token.value = fetchToken();
      token.value.catch((error: unknown) => {
        if (!AppError.is(error, 'chat.refused')) token = undefined;
      });
    }
    return token.value;
  }

  async function withToken(
    endpoint: string,
    body: () => object,
    query: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const once = async (): Promise<Answer> =>
      call({
        endpoint,
        path: `/cgi-bin/${endpoint}`,
        query: { access_token: await getToken(), ...query },
        body: body(),
      });
    try {
      return await once();
    } catch (error) {
      const isTokenOver = error instanceof AppError && error.details['reason'] === 'token';
      if (!isTokenOver) throw error;
      token = undefined;
      return once();
    }
  }

  return {
    async send(userId, body) {
      const answer = await withToken('message/send', () => ({
        touser: userId,
        agentid: agentId,
        ...body,
      }));
      // 0 is answered although the one person it was for was left out; ids come back in lower case.
      const left = [answer['invaliduser'], answer['unlicenseduser']].flatMap((ids) =>
        typeof ids === 'string' ? ids.split('|') : [],
      );
      if (left.includes(userId.toLowerCase()) || left.includes(userId))
        throw refused('message/send', 'no_such_person');
    },
    async upload(file) {
      const answer = await withToken('media/upload', () => uploadForm(file), { type: 'file' });
      return String(answer['media_id']);
    },
    async updateCard(responseCode, userId, card) {
      await withToken('message/update_template_card', () => ({
        userids: [userId],
        agentid: agentId,
        response_code: responseCode,
        template_card: card,
      }));
    },
  };
}
