/** What the process prints. */
export const enProcess = {
  noDatabase:
    'The database at MONGODB_URI does not respond. Check that it is running and that the address is right.',
  cannotStart: 'Errand cannot start:',
  listening: (link: string): string => `Errand is ready: ${link}`,
};
export type ProcessWords = typeof enProcess;
