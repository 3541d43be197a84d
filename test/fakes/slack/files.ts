import { no, text, type Answer, type Args, type MethodContext } from './messages.ts';
import type { FakeMessage } from './world.ts';

/** Slack answers first and shares the file a little later, once it has looked through it. */
const SHARING_MS = 2_000;

/** An upload in three steps, each only after the one before; a file is completed once. */
export const FILE_METHODS: Record<string, (args: Args, context: MethodContext) => Answer> = {
  'files.getUploadURLExternal'(args, { world, workspace, filesUrl }) {
    const length = Number(args['length']);
    if (!text(args, 'filename') || !Number.isInteger(length) || length <= 0) return no('invalid_arguments');
    const id = world.nextId('F');
    world.uploads.set(id, { workspace: workspace.id, name: text(args, 'filename'), length, isDone: false });
    return { ok: true, file_id: id, upload_url: `${filesUrl}/${id}` };
  },

  'files.completeUploadExternal'(args, { world, workspace, clock, findChannel, messagesOf }) {
    const channel = text(args, 'channel_id');
    const threadTs = text(args, 'thread_ts');
    const fault = findChannel(channel);
    if (fault) return fault;
    const thread = messagesOf(channel).find(({ ts, onlyFor }) => ts === threadTs && !onlyFor);
    if (threadTs && !thread) return no('thread_not_found');
    if (thread?.threadTs) return no('invalid_thread_ts');
    const wanted = (Array.isArray(args['files']) ? args['files'] : []) as { id: string; title?: string }[];
    if (wanted.length === 0) return no('invalid_arguments');
    const files = [];
    for (const { id, title } of wanted) {
      const upload = world.uploads.get(id);
      if (upload?.workspace !== workspace.id || upload.isDone) return no('file_not_found');
      if (upload.body === undefined) return no('file_upload_not_found');
      upload.isDone = true;
      files.push({ id, name: upload.name, title: title ?? upload.name, content: upload.body });
    }
    const message: FakeMessage = {
      ts: world.nextTs(),
      user: workspace.botUserId,
      text: text(args, 'initial_comment'),
      edits: 0,
      isParsed: false,
      files,
      ...(threadTs ? { threadTs } : {}),
    };
    clock.after(SHARING_MS, () => {
      message.ts = world.nextTs();
      messagesOf(channel).push(message);
    });
    return { ok: true, files: files.map(({ id, title }) => ({ id, title })) };
  },
};
