import { decideAsk } from '../decisions/decide-ask.ts';
import { asksHere, isToBot, SILENCE, softly, type Hearing } from './hearing.ts';
import type { Reply } from './typed-commands.ts';

/** Who has just pressed something that wants words, where no form takes them, says them next. Undefined for anybody else. */
export async function hearWords(hearing: Hearing): Promise<Reply | undefined> {
  const { app, caller, text } = hearing;
  if (!isToBot(hearing) || text.trim() === '') return undefined;
  const asks = await asksHere(hearing);
  const ask = asks.find(({ wordsFrom }) => wordsFrom?.by === caller.person.id);
  const decision = ask?.wordsFrom?.decision;
  if (!ask || !decision) return undefined;
  return softly(caller, async () => {
    await decideAsk(app, ask, { decision, note: text }, caller);
    return SILENCE;
  });
}
