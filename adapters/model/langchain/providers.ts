/** Where a provider strays from OpenAI's Chat Completions. */
export interface Quirks {
  /** Sent at the top of each request. */
  body: Readonly<Record<string, unknown>>;
  /** Understands `stream_options`, without which most send no usage with a stream. */
  hasStreamOptions: boolean;
}

interface Provider extends Partial<Quirks> {
  host: RegExp;
  /** The models that `body` is for: others of the same provider refuse or do not know it. */
  models: RegExp;
}

const NO_THINKING = { thinking: { type: 'disabled' } };

/**
 * Thinking is switched off where it is on by default: it costs seconds a call, and these providers want each thought
 * back with the tool calls that followed it. Models that only think are left as they are. Read 2026-11-20:
 * api-docs.deepseek.com/guides/thinking_mode, docs.z.ai/guides/capabilities/thinking-mode,
 * help.aliyun.com/zh/model-studio/deep-thinking, platform.kimi.ai/docs/api/models-overview.
 */
// prettier-ignore
const PROVIDERS: readonly Provider[] = [
  { host: /(^|\.)deepseek\.com$/,                  models: /^deepseek-(v[4-9]|chat)/,            body: NO_THINKING },
  { host: /(^|\.)(bigmodel\.cn|z\.ai)$/,           models: /^glm-(4\.[5-9]|[5-9])/,              body: NO_THINKING, hasStreamOptions: false },
  { host: /(^|\.)dashscope[\w-]*\.aliyuncs\.com$/, models: /^qwen(?!.*(thinking|coder|vl|mt))/,  body: { enable_thinking: false } },
  { host: /(^|\.)moonshot\.(cn|ai)$/,              models: /^kimi-k(2\.[5-9]|[3-9])(?!.*think)/, body: NO_THINKING },
];

/** What to mind with this model at this address. */
export function quirksOf(baseURL: string, model: string): Quirks {
  const { hostname } = new URL(baseURL);
  const provider = PROVIDERS.find(({ host }) => host.test(hostname));
  return {
    body: provider?.models.test(model) ? (provider.body ?? {}) : {},
    hasStreamOptions: provider?.hasStreamOptions ?? true,
  };
}
