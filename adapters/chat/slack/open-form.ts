import type { OutgoingMessage, PostedRef } from '../../../src/domain/message.ts';
import type { Log } from '../../../src/ports/system.ts';
import type { Api } from './api.ts';
import type { Forms } from './forms.ts';
import { drawForm } from './modal.ts';
import type { FormAbout } from './payloads.ts';
import { readChannel } from './places.ts';

interface Deps {
  api: Api;
  forms: Forms;
}

/**
 * Opens the form behind the button, if there is one: Slack wants that within 3 s of what the trigger came with. Once what it is
 * about is settled the press itself is handed in, and the product says so.
 */
export async function openForm(
  { api, forms }: Deps,
  workspace: string,
  about: FormAbout,
  triggerId: string,
): Promise<boolean> {
  const form = await forms.find(about.action, about.value);
  if (!form || form.closedAt) return false;
  const view = drawForm(form, JSON.stringify(about));
  await api.call(workspace, 'once', (client) => client.views.open({ trigger_id: triggerId, view }));
  return true;
}

/** Opens the form of a card that was just posted to the one who asked for it. Too late is no fault: the card has its button. */
export async function openAtOnce(
  deps: Deps & { log: Log },
  { trigger, card }: OutgoingMessage,
  posted: PostedRef,
): Promise<void> {
  const button = card?.buttons.find(({ action }) => action === 'answer');
  if (trigger === undefined || !button) return;
  const { workspace, channel } = readChannel(posted.channel);
  const { action, value } = button;
  const about = { action, value, channel, thread: posted.thread, messageId: posted.messageId };
  try {
    await openForm(deps, workspace, about, trigger);
  } catch (thrown) {
    deps.log.info({ err: thrown, workspace }, 'the form was not opened at once');
  }
}
