import { html } from 'hono/html';

import type { ChatData } from '../script-types.ts';
import { fullPage, type Html, type PageContext } from './layout.ts';

/** The chat. The script fills the lists from the same addresses that any client uses. */
export function chatPage(
  page: PageContext,
  channels: ChatData['channels'],
  channel: string,
  thread: string | null,
): Html {
  const { say } = page;
  return fullPage(page, {
    title: `#${channel}`,
    active: 'chat',
    script: 'chat',
    data: { channels, channel, thread } satisfies ChatData,
    side: html`<section class="channels" aria-labelledby="channels-title">
      <div class="row">
        <h2 id="channels-title">${say('channels')}</h2>
        <button
          type="button"
          class="icon"
          id="add-channel"
          aria-label="${say('addChannel')}"
          title="${say('addChannel')}"
        >
          +
        </button>
      </div>
      <ul id="channels"></ul>
    </section>`,
    main: html`<section class="messages" aria-labelledby="channel-title">
        <header class="pane-head">
          <h1 id="channel-title"># ${channel}</h1>
        </header>
        <div class="scroll" id="messages-scroll" tabindex="0" role="log" aria-label="${say('messages')}">
          <button type="button" class="quiet earlier" id="earlier" hidden>${say('earlier')}</button>
          <ol id="messages"></ol>
        </div>
        <button type="button" class="jump" id="jump" hidden>${say('newBelow')} ↓</button>
        <form class="composer" id="composer">
          <label class="sr" for="text">${say('newMessage')}</label>
          <textarea id="text" rows="1" maxlength="20000" placeholder="${say('newMessage')}"></textarea>
          <button class="primary">${say('send')}</button>
        </form>
      </section>
      <aside class="thread" id="thread" aria-labelledby="thread-title" hidden>
        <header class="pane-head">
          <h2 id="thread-title" tabindex="-1">${say('thread')}</h2>
          <button type="button" class="icon" id="close-thread" aria-label="${say('closeThread')}">✕</button>
        </header>
        <div class="scroll" id="thread-scroll" tabindex="0" role="log" aria-label="${say('thread')}">
          <ol id="replies"></ol>
          <p class="working" id="working" role="status"></p>
        </div>
        <form class="composer" id="reply-composer">
          <label class="sr" for="reply-text">${say('reply')}</label>
          <textarea id="reply-text" rows="1" maxlength="20000" placeholder="${say('reply')}"></textarea>
          <button class="primary">${say('send')}</button>
        </form>
      </aside>`,
  });
}
