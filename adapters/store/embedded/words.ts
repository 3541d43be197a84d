/** What may be wrong with the data directory when the store opens; each goes with the field `ERRAND_DATA_DIR`. */
const en = {
  notDirectory: (dir: string) => `${dir} is not a directory. Name a directory, or one that can be made.`,
  notWritable: (dir: string, code: string) =>
    `${dir} cannot be written to (${code}). Give this user the right to write there, or name another directory.`,
  inUse: (dir: string, pid: string) =>
    `${dir} is in use by another Errand${pid && ` (process ${pid})`}. Stop that one, or name another directory.`,
  damaged: (file: string) =>
    `${file} is damaged or no database of Errand. Nothing was changed. Put back a backup, or move the file away to begin anew.`,
  newer: (file: string) =>
    `${file} was written by a newer Errand. Run that version, or name another directory.`,
};
type Words = typeof en;

const zhCN: Words = {
  notDirectory: (dir) => `${dir} 不是目录。请指定一个目录，或一个可以新建的目录。`,
  notWritable: (dir, code) => `无法写入 ${dir}（${code}）。请授予当前用户写入权限，或指定其他目录。`,
  inUse: (dir, pid) =>
    `${dir} 正被另一个 Errand 使用${pid && `（进程 ${pid}）`}。请先停止它，或指定其他目录。`,
  damaged: (file) =>
    `${file} 已损坏，或不是 Errand 的数据库。未作任何改动。请恢复备份，或移走该文件后重新开始。`,
  newer: (file) => `${file} 由更新版本的 Errand 写入。请运行该版本，或指定其他目录。`,
};

export const WORDS: Readonly<Record<'en' | 'zh-CN', Words>> = { en, 'zh-CN': zhCN };
export type StoreLocale = keyof typeof WORDS;
