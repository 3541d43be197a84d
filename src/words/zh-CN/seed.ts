import type { SeedWords } from '../en/seed.ts';

export const zhSeed: SeedWords = {
  into: (where) => `正在写入 ${where}。`,
  intoRunning: (url) => `正在写入运行中的 Errand：${url}。`,
  task: ({ number, title, state }) => `  ${number} ${title}（${state}）`,
  otherwise: '与预期不同：有人移动过它，或由其他模型执行',
  done: '示例已就绪。请用 npm start 启动 Errand，并打开链接。',
  doneRunning: (link) => `示例已就绪：${link}`,
  cannot: '无法写入示例：',
  badLocale: (given, known) => `--locale 必须是 ${known} 之一，而不是 ${given}`,
  refused: (url) =>
    `${url} 有程序应答，但不接受此令牌。请把 PORT，或 PUBLIC_URL 与 ERRAND_API_TOKEN，设为要写入的 Errand 的值`,
};
