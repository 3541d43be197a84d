import type { ToolContext } from '../agent/tool.ts';
import type { Download } from '../ports/browser.ts';
import { keepDeliverable } from './save-deliverable.ts';

const PROBLEMS: Record<Extract<Download, { problem: string }>['problem'], string> = {
  too_large: 'it is larger than 200 KB, or took too long',
  not_text: 'it is no text, and only texts can be kept',
  failed: 'it did not arrive',
};

/** Saves what the page gave to be kept, each as a file of the task. A line for each. */
export async function keepDownloads(downloads: readonly Download[], context: ToolContext): Promise<string[]> {
  const lines: string[] = [];
  const { app, task, run, key } = context;
  if (!task || !run) return lines;
  for (const [at, download] of downloads.entries()) {
    if ('problem' in download)
      lines.push(`The download "${download.name}" was not kept: ${PROBLEMS[download.problem]}.`);
    else {
      const { name, text: content } = download;
      const saved = await keepDeliverable({ name, content }, { app, task, run, key: `${key}.${at}` });
      lines.push(`Saved as a file of the task: ${saved.name}, ${saved.sizeBytes} bytes.`);
    }
  }
  return lines;
}
