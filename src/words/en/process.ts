/** What the process prints. */
export const enProcess = {
  noDatabase: 'The database at MONGODB_URI does not answer. See that it runs and that the address is right.',
  listening: (link: string): string => `Errand is ready: ${link}`,
};
export type ProcessWords = typeof enProcess;
