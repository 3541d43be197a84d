import type { WeComWords } from '../en/wecom.ts';

export const zhWeCom: WeComWords = {
  noted: '已收到。',
  goesOn: '仍在进行中；需要您决定或有结果时，我会在这里告诉您。',
  goesOnBelow: '进展见下一条消息。',
  interrupted: '处理曾被中断，现从中断处继续；我会在这里告诉您进展。',
  notKept: '这条消息没能保存，请再发送一次。',
  cut: '……（内容过长已截断，完整内容请见控制台）',
  checking: '已收到您的操作，正在核对……',
  tooOld: '此卡片已失效，无法操作。',
  notHere: '此卡片不属于当前会话。',
  forYouAlone:
    '这条回复只能给您一个人看，但您还没有与我单聊过，我无法主动私发。请先打开与我的单聊，在那里再问一次。',
  open: '查看全文与过程',
  sure: '确定吗？',
  back: '返回',
  image: '[图片]',
  file: '[文件]',
  video: '[视频]',
  voice: '[语音]',
  yes: '是',
  no: '否',
  pushAddressRule: '必须是 https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=……，或其中的 key',
};
