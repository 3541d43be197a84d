import type { AskView } from '../../../src/contract/asks.ts';
import type { ChatChannelsView, ChatMessagesView, SentMessageView } from '../../../src/contract/chat.ts';
import type { DefinitionView } from '../../../src/contract/definitions.ts';
import type { SchedulePreview, ScheduleView } from '../../../src/contract/schedules.ts';
import type { PushGroupView } from '../../../src/contract/settings.ts';
import type { CreatedTaskView } from '../../../src/contract/tasks.ts';

/**
 * What the scripts in `assets/` are given: by the pages, which write it, and by the API. The scripts name these in their
 * comments, so that a change here, or of the contract, is an error where the old shape is read.
 */

/** What the chat begins with. `revision` is the newest change in a channel. */
export interface ChatData {
  channels: readonly { name: string; revision: number }[];
  channel: string;
  /** The id of the open one. */
  thread: string | null;
}

/** The task that a page of the console is about. */
export interface TaskData {
  taskId?: string;
}

/** A name with the words for it: what is shown, and what is sent. */
export type Worded<Name extends string = string> = readonly [word: string, name: Name];

export type FormField = NonNullable<AskView['fields']>[number];

/** `data-use`: a definition to make a task from. */
export interface UseData {
  key: string;
  fields: readonly FormField[];
}

/** `data-editor`: a definition to change, or null for a new one. */
export interface EditorData {
  definition: DefinitionView | null;
  kinds: readonly Worded<FormField['kind']>[];
  outputs: readonly Worded<DefinitionView['outputType']>[];
  tools: readonly string[];
}

/** `data-group-editor`: a group to change, or null for a new one. */
export interface GroupEditorData {
  group: PushGroupView | null;
  news: readonly Worded<PushGroupView['on'][number]>[];
}

/** What the API answers, by method and path under `/api/v1`; unknown where no script reads the answer. */
export type Answer<Request extends string> = Request extends `GET /chat/messages?${string}`
  ? ChatMessagesView
  : Request extends 'POST /chat/messages'
    ? SentMessageView
    : Request extends 'GET /chat/channels'
      ? ChatChannelsView
      : Request extends 'POST /tasks'
        ? CreatedTaskView
        : Request extends 'POST /definitions' | `PATCH /definitions/${string}` | `POST /runs/${string}/teach`
          ? DefinitionView
          : Request extends 'POST /schedules/preview'
            ? SchedulePreview
            : Request extends 'POST /schedules' | `PATCH /schedules/${string}`
              ? ScheduleView
              : unknown;
