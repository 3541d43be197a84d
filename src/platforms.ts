import { slack } from '../adapters/chat/slack/platform.ts';
import { web } from '../adapters/chat/web/platform.ts';
import { wecom } from '../adapters/chat/wecom/platform.ts';
import type { ChatPlatform } from './ports/chat-platform.ts';

/** The chat platforms there are. What each needs, and how it is opened, stands in its own folder. */
export const PLATFORMS: readonly ChatPlatform[] = [web, slack, wecom];
