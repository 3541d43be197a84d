import { personId } from '../../src/domain/person.ts';
import { chatContract } from '../contracts/chat.contract.ts';
import { closeAll, group, openSocket, until } from '../fakes/wecom/index.ts';

const person = (name: string) => ({ id: personId('wecom', name), name });
const userOf = ({ id }: { id: string }): string => id.slice('wecom:'.length);
const HOME = group('wrHome');

// The other two ways in have tests of their own: an app speaks with one person at a time, and by callback the bot may
// only speak as often as it was spoken to.
chatContract('WeCom, long connection', async () => {
  const deployed = await openSocket();
  const { socket, received, world } = deployed;
  // Only a card that was just pressed can be edited, which has tests of its own.
  const chat = { ...deployed.chat, edit: undefined };
  for (const place of [HOME.channel, 'single:ana', 'single:bo']) world.chats.add(place);
  let deliver = (): void => undefined;
  const act = async (begin: () => void): Promise<void> => {
    const before = received.length;
    begin();
    await until(() => received.length > before);
  };

  return {
    chat,
    thread: HOME,
    received,
    close: closeAll,
    people: { ana: person('ana'), bo: person('bo') },
    seenBy: async (who) => {
      const seen = [HOME.channel, `single:${userOf(who)}`].flatMap((place) => {
        const texts = world.screen.texts(place, userOf(who));
        return world.screen.in(place).map((item, index) => ({ item, text: texts[index] ?? '' }));
      });
      return seen.map(({ item, text }) => ({
        messageId: item.taskId ?? item.streamId ?? '',
        thread: HOME.thread,
        text,
      }));
    },
    write(who, text) {
      const msgid = world.nextId('msg');
      deliver = () => void socket.say(userOf(who), text, { group: 'wrHome', msgid });
      return act(deliver);
    },
    redeliver: () => act(deliver),
    async press(who, messageId, action) {
      await act(() => socket.click(userOf(who), messageId, `press|${action}|ask~ask-1~1`));
      await deployed.wind(4_000);
    },
  };
});
