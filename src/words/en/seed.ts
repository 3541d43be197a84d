/** A task of the demo, and how it stands. */
interface SeededTask {
  number: string;
  title: string;
  state: string;
}

/** What `npm run seed` prints. */
export const enSeed = {
  into: (where: string) => `Filling ${where}.`,
  intoRunning: (url: string) => `Filling the Errand that is running at ${url}.`,
  task: ({ number, title, state }: SeededTask) => `  ${number} ${title} (${state})`,
  otherwise: 'not as planned: somebody has changed it, or another model has worked on it',
  done: 'The demo is ready. Start Errand with npm start and open the link.',
  doneRunning: (link: string) => `The demo is ready: ${link}`,
  cannot: 'The demo could not be filled:',
  badLocale: (given: string, known: string) => `--locale must be one of ${known}, not ${given}`,
  refused: (url: string) =>
    `something responds at ${url}, but not to this token. Set PORT, or PUBLIC_URL and ERRAND_API_TOKEN, to those of the Errand to fill`,
};
export type SeedWords = typeof enSeed;
