import type { CardView, ChatMessageView } from '../../../src/contract/chat.ts';
import type { Card } from '../../../src/domain/card.ts';
import type { ChatMessage } from '../../../src/domain/records.ts';
import { taskLabel } from '../../../src/domain/task.ts';

const viewCard = ({ taskNumber, ...card }: Card): CardView => ({
  ...card,
  ...(taskNumber === undefined ? {} : { taskNumber: taskLabel({ number: taskNumber }) }),
});

export const viewMessage = (message: ChatMessage): ChatMessageView => ({
  id: message.id,
  channel: message.channel,
  thread: message.thread,
  author: message.author,
  text: message.text,
  at: message.at.toISOString(),
  ...(message.editedAt ? { editedAt: message.editedAt.toISOString() } : {}),
  ...(message.card ? { card: viewCard(message.card) } : {}),
  ...(message.onlyFor ? { onlyFor: message.onlyFor } : {}),
  ...(message.mentions.length > 0 ? { mentions: message.mentions } : {}),
});
