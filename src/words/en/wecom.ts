/** What the adapter itself says in WeCom. */
export const enWeCom = {
  noted: 'Noted.',
  goesOn: 'Still working. I will tell you here when there is something to decide or to show.',
  goesOnBelow: 'Continued below.',
  interrupted: 'I was interrupted and am continuing where I left off. I will report here.',
  notKept: 'I could not save this message. Please send it again.',
  cut: '… (shortened; the full text is in the console)',
  checking: 'Received. Checking…',
  tooOld: 'This card is too old to act on.',
  notHere: 'This card does not belong to this conversation.',
  forYouAlone:
    'My answer is for you alone, but I can message you only after you have messaged me. Please open a chat with me and ask there.',
  open: 'Open',
  sure: 'Are you sure?',
  back: 'Back',
  image: '[image]',
  file: '[file]',
  video: '[video]',
  voice: '[voice message]',
  yes: 'Yes',
  no: 'No',
  pushAddressRule: 'must be https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…, or the key alone',
};
export type WeComWords = typeof enWeCom;
