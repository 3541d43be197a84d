import { sendConsoleLink } from './console-link.ts';
import { isToBot, softly, type Hearing } from './hearing.ts';
import type { Reply } from './typed-commands.ts';

/** All of what was said, so that talk about a console is no wish for one. */
const WISHES: readonly RegExp[] = [
  /^(?:please )?(?:(?:open|show me) the (?:web )?console|(?:send|give) me (?:a|the) (?:link to the (?:web )?console|(?:web )?console link|sign-in link)|sign me in(?: to the (?:web )?console)?|how do i (?:open|get (?:in)?to|sign in to) the (?:web )?console)(?: please)?$/,
  /^(?:请|麻烦)?(?:打开(?:网页)?控制台|(?:发|给)我(?:一个)?(?:网页)?控制台(?:的)?链接|(?:发|给)我(?:一个)?登录链接|我要登录(?:网页)?控制台|怎么(?:打开|登录)(?:网页)?控制台)$/,
];
const MAX_WISH = 80;

/** "Open the console", 打开控制台. */
export async function hearConsole(hearing: Hearing): Promise<Reply | undefined> {
  const { app, caller, text } = hearing;
  if (!isToBot(hearing) || text.length > MAX_WISH) return undefined;
  const said = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[.,!?。,!?,、]/g, '')
    .trim();
  if (!WISHES.some((wish) => wish.test(said))) return undefined;
  return softly(caller, () => sendConsoleLink(app, caller));
}
