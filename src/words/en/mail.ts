/** What stands in mails beside what is told. */
export const enMail = {
  codeSubject: 'Your code for Errand',
  code: (code: string): string =>
    `${code} confirms this address for notifications by mail. It is good for 30 minutes. If you have not asked for it, nothing needs to be done.`,
  open: (task: string): string => `Open ${task}`,
  stop: (type: string): string => `No more mails of this kind (${type})`,
  digest: 'daily digest',
  digestSubject: 'Your notifications',
  digestLine: (task: string, type: string, text: string): string =>
    `${task ? `${task}: ` : ''}${type}${text ? `. ${text}` : ''}`,
  digestMore: 'There are more in the console.',
  openAll: 'Open your notifications',
  stopTitle: 'Notifications by mail',
  stopped: (type: string): string => `You get no more mails of this kind: ${type}.`,
};
export type MailWords = Readonly<typeof enMail>;
