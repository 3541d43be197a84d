import type { DataDirectoryWords } from '../en/data-directory.ts';

export const zhDataDirectory: DataDirectoryWords = {
  notDirectory: (dir) => `${dir} 不是目录。请指定一个目录，或一个可以新建的目录。`,
  notWritable: (dir, code) => `无法写入 ${dir}（${code}）。请授予当前用户写入权限，或指定其他目录。`,
  inUse: (dir, pid) =>
    `${dir} 正被另一个 Errand 使用${pid && `（进程 ${pid}）`}。请先停止它，或指定其他目录。`,
  damaged: (file) =>
    `${file} 已损坏，或不是 Errand 的数据库。未作任何改动。请恢复备份，或移走该文件后重新开始。`,
  newer: (file) => `${file} 由更新版本的 Errand 写入。请运行该版本，或指定其他目录。`,
};
