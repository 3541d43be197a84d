import type { AskView } from '../../src/contract/asks.ts';
import type { RunView } from '../../src/contract/runs.ts';

const AT = '2026-01-05T09:00:00.000Z';

export const aRun = (changes: Partial<RunView> = {}): RunView => ({
  id: 'run-1',
  taskId: 'task-1',
  taskNumber: 'T-1',
  number: 1,
  cause: 'start',
  status: 'running',
  outcome: null,
  agentId: 'assistant',
  model: 'offline',
  definition: null,
  startsTainted: false,
  attempt: 1,
  failures: 0,
  startedAt: AT,
  endedAt: null,
  steps: [
    {
      index: 0,
      title: 'Reading the numbers',
      tool: 'http_get',
      status: 'success',
      startedAt: AT,
      endedAt: AT,
      output: 'ok',
    },
    { index: 1, title: 'Writing', status: 'running', startedAt: AT, endedAt: null },
  ],
  earlierSteps: 0,
  outputs: {},
  deliverables: [],
  result: null,
  error: null,
  usage: { inputTokens: 1200, outputTokens: 340 },
  workedMs: 4200,
  createdAt: AT,
  ...changes,
});

export const anAsk = (changes: Partial<AskView> = {}): AskView => ({
  id: 'ask-1',
  number: 'A-1',
  kind: 'approval',
  taskId: 'task-1',
  taskNumber: 'T-1',
  runId: 'run-1',
  question: 'Send the report to all customers?',
  action: {
    tool: 'http_send',
    title: 'POST https://mail.example/send',
    arguments: { to: 'all' },
    hash: 'abc',
  },
  mayDecide: { people: [], groups: [], anyoneInChannel: true, tokenHolder: false, quorum: 1, mayEdit: false },
  allowed: ['approve', 'reject'],
  isYours: true,
  state: 'open',
  value: null,
  decisions: [],
  expiresAt: '2026-01-06T09:00:00.000Z',
  version: 1,
  createdAt: AT,
  ...changes,
});
