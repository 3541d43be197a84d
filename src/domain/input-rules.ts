/** What the schemas of the contract say by themselves where a value breaks one of their own rules. */
export const INPUT_RULES = {
  whole_text: 'must be whole Unicode characters',
  no_controls: 'must not contain control characters',
  title_or_description: 'give a title or a description',
  something_to_change: 'name at least one field to change',
  parameter_name: 'must be lower-case letters, digits and _, at most 40',
  definition_key: 'must be letters and digits, with - _ or . between them',
  no_task_number: 'must not read as the number of a task',
  whose_parameters: 'name the definition that they are for',
  channel: 'must be <platform>:<channel>, such as web:general, or * for all',
  time_of_day: 'must be a time such as 09:00',
  park_runs: 'is only for a task that runs at once: send run: true with it',
  no_slashes: 'must be a file name without slashes',
  no_hidden: 'must have no invisible or direction characters',
  host: 'must be a host such as example.com or example.com:8443',
  context: 'may have at most 50 entries',
  metadata: 'must be at most 8,000 characters as JSON',
  pointer: 'must be a JSON Pointer such as /issue/title',
  header_name: 'must be the name of a header, such as X-Signature-256',
  secret: 'must be 16 to 200 letters, digits and signs without spaces',
  not_dots: 'must be a name, not dots',
  one_star: 'must have one * for what is read, and words before or after it',
  one_check: 'give one of text, gone and page',
} as const;
export type InputRule = keyof typeof INPUT_RULES;

const RULE_OF: ReadonlyMap<string, InputRule> = new Map(
  (Object.keys(INPUT_RULES) as InputRule[]).map((rule) => [INPUT_RULES[rule], rule]),
);

/** The rule that a schema says has been broken; undefined for what is none of ours. */
export const ruleOf = (message: string): InputRule | undefined => RULE_OF.get(message);
