import type { EnclosureKind } from '../../domain/message.ts';
import { enList } from './list.ts';
import { plural } from './plural.ts';

/** What people send that is no text, several of a kind. */
const ENCLOSURES: Readonly<Record<EnclosureKind, string>> = {
  file: 'files',
  image: 'pictures',
  voice: 'voice messages',
  video: 'videos',
  location: 'locations',
  contact: 'contact cards',
  sticker: 'stickers',
  poll: 'polls',
  call: 'calls',
  other: 'messages of this kind',
};

const everyKind = new Intl.ListFormat('en');

/** Replies in the thread. */
export const enReplies = {
  // How pieces are joined.
  list: enList,
  labelled: (label: string, text: string): string => `${label}: ${text}`,
  askLine: (ask: string, task: string, question: string): string => `${ask} (${task}): ${question}`,
  askedFor: (label: string, name: string): string => `${label} (${name})`,

  turnFailed: (detail: string): string => `I could not answer: ${detail}`,
  turnStopped: 'Stopped.',
  howToDecide: (ask: string, typed: string): string =>
    `That is not a decision on ${ask}. To decide, press a button on its card, or type only: ${typed}`,
  howToStop: (task: string): string => `Nothing was stopped. To stop it, type: stop ${task}`,
  howToPause: (task: string): string => `Nothing was paused. To pause it, type: pause ${task}`,
  optionOrControl: (ask: string, task: string, said: string): string =>
    `"${said}" could be an answer or a command. Type: answer ${ask} ${said} · stop ${task}`,
  takenAsAnswer: (ask: string, text: string): string => `Taken as the answer to ${ask}: ${text}`,
  /** A message without words: what it holds instead, and what would help. */
  cannotRead: (kinds: readonly EnclosureKind[]): string =>
    `I cannot read ${everyKind.format(kinds.map((kind) => ENCLOSURES[kind]))} yet. Please tell me in words what you need.`,
  nothingSaid:
    "I'm here. Tell me in plain words what you need, or type: task help. If you wrote something right after my name, put a space between them.",
  saysNext: 'Now reply with what should be different: your next message is taken as that.',
  doneNothing: 'I have nothing more to add.',
  notServed: "I don't work in this channel yet. Ask your Errand admin to add it, or you.",
  consoleIsHere: 'You are in the console already.',
  consoleIsClosed: 'The console is not open to you. Ask your Errand admin to add you to those served in it.',
  signInLink: (link: string, minutes: number): string =>
    `Open the console with this link. It is for you alone, works once, and only for ${minutes} minutes:\n${link}`,
  unknownCommand: (given: string, nearest: string | null): string =>
    nearest
      ? `I do not know "${given}". Did you mean "${nearest}"?`
      : `I do not know "${given}". Type "task help" to see the commands.`,
  help: [
    'Talk to me in plain words, or type:',
    '- `task new <title>` · `task list` · `task show T-1` · `task run T-1`',
    '- `task definitions` · `task new weekly-report week=47` · `task run weekly-report week=47`',
    '- `task teach T-1 as Order paper` (what its run did in a browser, to be done again without a model; for admins)',
    '- `task assign T-1 <name>` · `task take T-1` (it is yours) · `task offer T-1` (who takes it?) · `task release T-1`',
    '- `task update T-1 <new title>` · `task update T-1 priority=high` · `task comment T-1 <text>`',
    '- `task pause T-1` · `task resume T-1` · `task stop T-1` · `task retry T-1`',
    '- `task done T-1 <what came of it>` · `task feedback T-1 <what should change>`',
    '- `task link T-2 after T-1` (T-2 waits for T-1) · `task unlink T-2 from T-1` · `task skip T-2` (skip what it waits for)',
    '- `task defer T-1 until 2027-01-31 <reason>` · `task archive T-1` · `task restore T-1` · `task why T-1` · `task inbox`',
    '- `task notify T-1 silent` (or `done`, `every`, `blocked`: how much is told of it) · `task notify completed mail digest` · `task notify quiet 22:00-08:00`',
    '- `task console` (a private link that signs you in to the console)',
    '- `task schedule` · `task schedule every weekday at 9: <what>` · `task schedule S-1 pause`',
    '- `task import acme/widgets bugs` (issues of GitHub)',
    '- `task stop-all <reason>` · `task release-all` (for admins: no agent takes another step)',
    '- `approve A-1` · `reject A-1 <reason>` · `answer A-1 <text>`',
  ].join('\n'),
  waitsForPeople: (task: string, title: string, ask: string, question: string): string =>
    `**${task} ${title}** is waiting for people. ${ask}: ${question}`,
  pushTest: (group: string): string => `Test message: Errand posts its notifications here, in **${group}**.`,
  ended: (mark: string, task: string, title: string, label: string, detail: string): string =>
    `${mark}**${title}**: ${label}.${detail ? `\n\n${detail}` : ''}\n\n${task}`,
  stateIs: (task: string, title: string, state: string): string => `**${task} ${title}**: ${state}.`,
  blockerEnded: (task: string, title: string, blocker: string, label: string): string =>
    `**${task} ${title}** is waiting for ${blocker}, which is ${label}. To skip it, type: skip ${task}`,
  created: (task: string, title: string): string => `Created ${task}: ${title}`,
  existed: (task: string, title: string): string => `That is already ${task}: ${title}`,
  started: (task: string, title: string): string => `Started ${task}: ${title}`,
  changed: (task: string, title: string, label: string): string => `${task} ${title}: ${label}`,
  commented: (task: string): string => `Comment added to ${task}.`,
  noTasks: 'No tasks here.',
  moreTasks: (count: number): string => `… and more (${count} shown). Narrow it down by status or words.`,
  inboxEmpty: 'Nothing is waiting for you.',
  inboxTitle: (count: number): string => `${plural(count, 'thing is', 'things are')} waiting for you:`,
  missing: (what: string, example: string): string => `Please add ${what}, for example: ${example}`,
  /** What a command lacks, and how it is typed. */
  samples: {
    new: ['a title', 'task new Prepare the quarterly report'],
    update: [
      'T-… and what to change',
      'task update T-1 New title · task update T-1 priority=high due=2027-01-31',
    ],
    assign: ['T-… and a name', 'task assign T-1 Bo'],
    comment: ['T-… and what to note', 'task comment T-1 Waiting for Ana'],
    feedback: ['T-… and what should be different', 'task feedback T-1 shorter, please'],
    defer: ['T-… and a reason', 'task defer T-1 until 2027-01-31 waiting for the budget'],
    notify: [
      'T-… and how much is told, or what you are told and how',
      'task notify T-1 silent · task notify failed direct on · task notify quiet 22:00-08:00 mon-fri',
    ],
    link: ['T-… and what it has to wait for', 'task link T-2 after T-1'],
    unlink: ['T-… and what it no longer waits for', 'task unlink T-2 from T-1'],
    approve: ['the number of what you approve', 'approve A-1'],
    reject: ['the number of what you reject', 'reject A-1 too early'],
    accept: ['the number of what you accept', 'accept A-1'],
    answer: ['the number of the question and your answer', 'answer A-1 Friday'],
    teach: ['T-… and a name', 'task teach T-1 as Order paper'],
    import: ['a repository', 'task import acme/widgets bugs limit=50'],
  } satisfies Record<string, [what: string, example: string]>,
  deferredUntil: (moment: string): string => `Until ${moment}`,
  taskLine: (number: string, title: string, label: string): string => `${number} ${title} (${label})`,
  dueLine: (moment: string): string => `Due ${moment}`,
  whoTakes: (title: string): string => `Who takes it? ${title}`,
  takeIt: "I'll take it",
  hintTake: (task: string): string => `To take it, type: take ${task}`,
  offered: (task: string, title: string): string => `${task} ${title} is offered in its thread.`,
  offersNowhere: (task: string): string => `${task} belongs to no conversation in which it could be offered.`,
  assigneeLine: (name: string): string => `Assigned to ${name}`,
  feedbackLine: (name: string, text: string, state: string): string =>
    `Feedback from ${name} (${state}): ${text}`,
  notifyLine: (policy: string): string => `Notifications: ${policy}`,
  notice: (task: string, type: string, text: string, url: string): string =>
    [task ? `**${task}**: ${type}` : `**${type}**`, text, url].filter(Boolean).join('\n'),
  priorityLine: (priority: string): string => `Priority ${priority}`,
};
export type ReplyWords = typeof enReplies;
