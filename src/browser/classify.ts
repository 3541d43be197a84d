import type { PressReason } from '../domain/browser.ts';
import type { ElementFacts } from '../ports/browser.ts';

/** Words that say what a press does, in both languages. Links are held to the last two alone: most of them lead to a page about it. */
const WORDS: readonly { reason: PressReason; words: RegExp; isOfLinks: boolean }[] = [
  {
    reason: 'send',
    isOfLinks: false,
    words:
      /\b(?:send|submit|post|publish|confirm|approve|transfer|invite|share|sign up|register|book|apply)\b|发送|提交|发布|确认|批准|同意|转账|邀请|分享|注册|预订|申请/i,
  },
  {
    reason: 'pay',
    isOfLinks: true,
    words:
      /\b(?:pay|buy|purchase|order now|place order|check ?out|subscribe|donate)\b|支付|付款|购买|下单|结算|订阅/i,
  },
  {
    reason: 'delete',
    isOfLinks: true,
    words:
      /\b(?:delete|remove|erase|discard|cancel order|close account|refund|unsubscribe)\b|删除|移除|清空|注销|退款|取消订单/i,
  },
];

/** Why the press does more than read; nothing where, for all that can be known before, it only reads. */
export function reasonsOf(facts: ElementFacts, { hasAnswer }: { hasAnswer: boolean }): PressReason[] {
  const said = `${facts.name} ${facts.about}`;
  const isLink = facts.link !== undefined;
  const byWords = WORDS.filter(({ words, isOfLinks }) => (isOfLinks || !isLink) && words.test(said));
  const isSent = facts.sends !== undefined || hasAnswer;
  return [...(isSent ? (['submit'] as const) : []), ...byWords.map(({ reason }) => reason)];
}

/** Words of what is seldom wanted in place of something else, beside those of above. */
const UNDOES =
  /\b(?:cancel|reject|decline|deny|close|archive|block|disable|reset|log ?out|sign ?out|suspend)\b|取消|拒绝|驳回|关闭|归档|停用|禁用|重置|退出/i;

/** What a name warns of: an element that warns of more than another one does not stand in for it. */
export const riskOf = (name: string): string[] => [
  ...WORDS.filter(({ words }) => words.test(name)).map(({ reason }) => reason),
  ...(UNDOES.test(name) ? ['undo'] : []),
];
