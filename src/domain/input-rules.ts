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
} as const;
export type InputRule = keyof typeof INPUT_RULES;
