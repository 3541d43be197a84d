import type { CreateDefinitionInput } from '../../src/contract/definitions.ts';
import type { TestApp } from './app.ts';

/** Two values are needed, one of them of a few; a third is 5 unless somebody says otherwise. */
export const WEEKLY: CreateDefinitionInput = {
  key: 'weekly-report',
  name: 'Weekly report',
  description: 'What was sold, and where',
  instructions: 'Report on week {week} in {region}, at most {pages} pages. Once more: {region}.',
  parameters: [
    { name: 'week', label: 'Week', kind: 'integer', isRequired: true, default: 1 },
    {
      name: 'region',
      label: 'Region',
      kind: 'choice',
      isRequired: true,
      options: ['North China', 'South China'],
    },
    { name: 'pages', label: 'Pages', kind: 'integer', isRequired: false, default: 5 },
  ],
};

/** Whoever holds the API token writes the definition down. */
export const define = (app: Pick<TestApp, 'core' | 'api'>, changes: Partial<CreateDefinitionInput> = {}) =>
  app.core.commands.createDefinition({ ...WEEKLY, ...changes }, app.api);
