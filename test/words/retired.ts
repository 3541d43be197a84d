/** A word or phrase that people must no longer read, and what is written in its place. */
export interface Retired {
  /** As the table in CONTRIBUTING.md shows it. */
  word: string;
  instead: string;
  /** Finds it in any of its forms. */
  pattern: RegExp;
}

// prettier-ignore
export const RETIRED: readonly Retired[] = [
  { word: 'nod',                     instead: 'approval; approve',                     pattern: /\bnod(?:s|ded|ding)?\b/i },
  { word: 'mend',                    instead: 'fix',                                   pattern: /\bmend(?:s|ed|ing)?\b/i },
  { word: 'whoever',                 instead: 'the person who; anybody who; name the subject', pattern: /\bwho(?:so)?ever\b/i },
  { word: 'put off',                 instead: 'defer, deferred',                       pattern: /\bput(?:s|ting)? (?:it |them |this )?off\b/i },
  { word: 'tell a group',            instead: 'notify a group; notifications',         pattern: /\b(?:tell|told) (?:a|the) group\b|\bgroups? (?:that (?:is|are) )?told\b/i },
  { word: 'does move',               instead: 'is running; is in progress',            pattern: /\bdoes move\b/i },
  { word: 'no task fits',            instead: 'no matching tasks',                     pattern: /\bno task fits\b/i },
  { word: 'nothing was made',        instead: 'nothing was created',                   pattern: /\bnothing was made\b/i },
  { word: 'nothing waits for you',   instead: 'nothing is waiting for you',            pattern: /\bnothing waits\b/i },
  { word: 'it is T-4 now',           instead: 'created T-4',                           pattern: /\bit is \S+ now\b/i },
  { word: 'out of time',             instead: 'timed out',                             pattern: /\bout of time\b/i },
  { word: 'a person\'s hands',       instead: 'takeover; a person has to do it',       pattern: /\bperson['’]s hands\b/i },
  { word: 'cry out',                 instead: 'log an error; raise a metric',          pattern: /\bcr(?:y|ies|ied) out\b/i },
  { word: 'the fault is ours',       instead: 'something went wrong in Errand',        pattern: /\bfaults? (?:is|are|of) ours\b/i },
  { word: 'last four signs',         instead: 'last four characters',                  pattern: /\b(?:four|\d+) signs\b/i },
  { word: 'did not arrive',          instead: 'was not delivered; undelivered',        pattern: /\bdid not arrive\b/i },
  { word: 'did not live to',              instead: 'crashed before',                        pattern: /\b(?:did not|nobody) lived? to\b/i },
  { word: 'status words',            instead: 'vocabulary; view',                      pattern: /\bstatus words\b/i },
  { word: 'worker that lives',       instead: 'running worker',                        pattern: /\bworkers? that lives?\b/i },
  { word: 'a slip of the pen',       instead: 'a typing mistake',                      pattern: /\bslips? of\b|\ba slip\b/i },
];

/** What people read, as paths or folders of the repository. */
export const READ_BY_PEOPLE: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'docs',
  'examples',
  'package.json',
  'errand.example.yaml',
  '.env.example',
  'prompts',
  'src/words',
  // All of adapters but the offline model, which understands what people type.
  'adapters/bus',
  'adapters/chat',
  'adapters/fetcher',
  'adapters/model/langchain',
  'adapters/queue',
  'adapters/store',
  'adapters/system',
  'adapters/web',
];
