import type { HomeView, KnownBlock, RichTextElement } from '@slack/types';

import { AppError } from '../../../src/domain/errors.ts';
import type { PersonalPage } from '../../../src/domain/message.ts';
import type { PersonRef, ThreadRef } from '../../../src/domain/person.ts';
import type { ReadPage } from '../../../src/ports/chat.ts';
import type { Log } from '../../../src/ports/system.ts';
import { wordsFor, type SlackWords } from '../../../src/words/index.ts';
import { drawActions, writeBlockId } from './actions.ts';
import type { Api } from './api.ts';
import { drawFacts, drawHead, drawLines, pressable } from './blocks.ts';
import type { Forms } from './forms.ts';
import type { People } from './people.ts';
import { oneLine, plainText } from './plain-text.ts';
import { linkToMessage, readChannel, readMember } from './places.ts';
import { cut } from './text.ts';
import type { Workspace } from './workspaces.ts';

/** A page takes 100 blocks; what waits takes three each. */
const MAX_WAITING = 20;
const MAX_TASKS = 30;

const header = (text: string): KnownBlock => ({ type: 'header', text: plainText(text, 150) });
const section = (text: string): KnownBlock => ({ type: 'section', text: plainText(text, 3_000) });

/** Where something was asked, in this workspace: only from there it can be decided here. */
function placeIn(
  workspace: Workspace,
  home: ThreadRef | null,
): { channel: string; thread: string } | undefined {
  if (home?.platform !== 'slack') return undefined;
  const { workspace: id, channel } = readChannel(home.channel);
  return id === workspace.id ? { channel, thread: home.thread } : undefined;
}

function drawPage(page: PersonalPage, workspace: Workspace, words: SlackWords): KnownBlock[] {
  const linkTo = (home: ThreadRef | null): string | undefined => {
    const place = placeIn(workspace, home);
    return place?.thread ? linkToMessage(workspace.site, place.channel, place.thread) : undefined;
  };
  const drawWaiting = ({ message, home }: PersonalPage['waiting'][number], at: number): KnownBlock[] => {
    const { card } = message;
    if (!card) return [];
    const place = placeIn(workspace, home);
    const url = linkTo(home);
    // The body is read where it is decided on.
    const [actions] = place
      ? drawActions(
          pressable(
            card,
            (card.body ?? []).every(({ kind }) => kind !== 'code'),
            words,
          ),
          words,
        )
      : [];
    const lines: RichTextElement[][] = [
      drawHead(card, []),
      drawFacts(card),
      [{ type: 'text', text: cut(oneLine(card.context ?? ''), 300) || '–' }],
      ...(url ? [[{ type: 'link', url, text: words.openThread } as const]] : []),
    ];
    return [
      ...drawLines(lines),
      ...(actions && place ? [{ ...actions, block_id: writeBlockId(place, at) }] : []),
      { type: 'divider' },
    ];
  };
  const drawTask = ({ text, home }: PersonalPage['tasks'][number]): RichTextElement[] => {
    const url = linkTo(home);
    const line = cut(oneLine(text), 200) || '–';
    return [url ? { type: 'link', url, text: line } : { type: 'text', text: line }];
  };
  const waiting = page.waiting.slice(0, MAX_WAITING);
  const moreWaiting = page.moreWaiting + page.waiting.length - waiting.length;
  const more: RichTextElement = { type: 'text', text: words.moreTasks };
  return [
    header(words.homeWaiting),
    ...(waiting.length === 0 ? [section(words.homeNothing)] : waiting.flatMap(drawWaiting)),
    ...(moreWaiting > 0 ? [section(words.more(moreWaiting))] : []),
    header(words.homeTasks),
    ...(page.tasks.length === 0 ? [section(words.homeNoTasks)] : []),
    ...drawLines([...page.tasks.slice(0, MAX_TASKS).map(drawTask), ...(page.hasMoreTasks ? [[more]] : [])]),
    { type: 'divider' },
  ];
}

interface Deps {
  api: Api;
  people: People;
  forms: Forms;
  /** Of people whose own language is not known. */
  locale: string;
  log: Log;
}

/** The app's page in Slack: what waits for the one who looks at it, their open tasks, and how to talk to the app. */
export function createHome({ api, people, forms, locale, log }: Deps, readPage: ReadPage) {
  async function publish(home: Workspace, user: string, note?: string): Promise<void> {
    const sender = await people.get(home, user);
    const page = await readPage(sender);
    for (const { message } of page?.waiting ?? []) await forms.save(message);
    const words = wordsFor(page?.locale ?? sender.locale ?? locale).slack;
    const view: HomeView = {
      type: 'home',
      blocks: [
        ...(note ? [section(note)] : []),
        ...(page ? drawPage(page, home, words) : []),
        header(words.homeTitle),
        section(words.homeText),
      ],
    };
    await api.call(home.id, 'patient', (client) => client.views.publish({ user_id: user, view }));
  }

  return {
    /** Decoration: nobody is waiting for it, and Slack must not send the event again because of it. */
    async show(home: Workspace, user: string, note?: string): Promise<void> {
      try {
        await publish(home, user, note);
      } catch (error) {
        log.warn({ err: error }, 'the home page was not drawn');
      }
    },
    /** @throws AppError as `ChatPort.post` does. */
    async showPage({ id }: PersonRef): Promise<void> {
      const member = readMember(id);
      if (!member) throw new AppError('chat.refused', { reason: 'user_not_found' });
      const home = await api.call(member.workspace, 'patient', async (_, workspace) => workspace);
      await publish(home, member.user);
    },
  };
}
export type Home = ReturnType<typeof createHome>;
