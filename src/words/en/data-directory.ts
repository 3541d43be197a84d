/** What may be wrong with the data directory when the store opens; each goes with the field `ERRAND_DATA_DIR`. */
export const enDataDirectory = {
  notDirectory: (dir: string) => `${dir} is not a directory. Name a directory, or one that can be created.`,
  notWritable: (dir: string, code: string) =>
    `${dir} cannot be written to (${code}). Give this user write permission, or name another directory.`,
  inUse: (dir: string, pid: string) =>
    `${dir} is in use by another Errand${pid && ` (process ${pid})`}. Stop that one, or name another directory.`,
  damaged: (file: string) =>
    `${file} is damaged or not an Errand database. Nothing was changed. Restore a backup, or move the file away to start fresh.`,
  newer: (file: string) =>
    `${file} was written by a newer Errand. Run that version, or name another directory.`,
};
export type DataDirectoryWords = typeof enDataDirectory;
