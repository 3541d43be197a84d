/** What the adapter itself says in WeCom. */
export const enWeCom = {
  noted: 'Noted.',
  goesOn: 'This goes on; I will report here when there is something to decide or to show.',
  goesOnBelow: 'This goes on below.',
  interrupted: 'I was interrupted and go on from where I stood; I will report here.',
  notKept: 'I could not write this message down. Please send it again.',
  cut: '… (cut; the whole of it is in the console)',
  checking: 'Your press is being looked at.',
  tooOld: 'This card is too old to act on.',
  notHere: 'This card does not belong to this conversation.',
  forYouAlone:
    'My answer is for you alone, and I may write to you only once you have written to me. Please open a conversation with me and ask there.',
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
