/** What the adapter itself has to say to people. */
const en = {
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
};

export type Words = Readonly<Record<keyof typeof en, string>>;

const zh: Words = {
  noted: '已收到。',
  goesOn: '仍在进行中；需要您决定或有结果时，我会在这里告诉您。',
  goesOnBelow: '进展见下一条消息。',
  interrupted: '处理曾被中断，现从中断处继续；我会在这里告诉您进展。',
  notKept: '这条消息没能保存，请再发送一次。',
  cut: '……（内容过长已截断，完整内容请见控制台）',
  checking: '已收到您的操作，正在核对。',
  tooOld: '此卡片已失效，无法操作。',
  notHere: '此卡片不属于当前会话。',
  forYouAlone:
    '这条回复只能给您一个人看，但您还没有与我单聊过，我无法主动私发。请先打开与我的单聊，在那里再问一次。',
  sure: '确定吗？',
  back: '返回',
  image: '[图片]',
  file: '[文件]',
  video: '[视频]',
  voice: '[语音]',
  yes: '是',
  no: '否',
};

/** @param locale - `zh-CN` and its kin give Chinese, everything else English. */
export const wordsFor = (locale: string): Words => (locale.toLowerCase().startsWith('zh') ? zh : en);
