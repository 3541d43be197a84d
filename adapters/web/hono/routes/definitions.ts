import {
  createDefinitionInput,
  definitionView,
  listDefinitionsQuery,
  updateDefinitionInput,
} from '../../../../src/contract/definitions.ts';
import type { Commands } from '../../../../src/ports/commands.ts';
import { pageOf, type Define } from '../route.ts';
import { etag, readVersion } from '../version.ts';

export function definitionRoutes(define: Define, commands: Commands, base: string): void {
  define(
    {
      method: 'post',
      path: '/definitions',
      scope: 'admin',
      summary: 'Create a definition; `{parameter}` in the instructions is replaced by its value',
      body: createDefinitionInput,
      status: 201,
      answer: definitionView,
    },
    async ({ body, caller, setHeader }) => {
      const definition = await commands.createDefinition(body, caller);
      setHeader('location', `${base}/definitions/${encodeURIComponent(definition.key)}`);
      setHeader('etag', etag(definition.version));
      return definition;
    },
  );

  define(
    {
      method: 'get',
      path: '/definitions',
      scope: 'read',
      summary: 'Definitions, oldest first; `active` limits to those that tasks can be created from',
      query: listDefinitionsQuery,
      answer: pageOf(definitionView),
    },
    ({ query }) => commands.listDefinitions(query),
  );

  define(
    {
      method: 'get',
      path: '/definitions/{ref}',
      scope: 'read',
      summary: 'A definition by id or key',
      answer: definitionView,
    },
    async ({ param, setHeader }) => {
      const definition = await commands.getDefinition(param('ref'));
      setHeader('etag', etag(definition.version));
      return definition;
    },
  );

  define(
    {
      method: 'patch',
      path: '/definitions/{ref}',
      scope: 'admin',
      summary: 'Change a definition; tasks created from it keep what they were created from',
      body: updateDefinitionInput,
      answer: definitionView,
    },
    async ({ param, body, caller, header, setHeader }) => {
      const version = readVersion(header('if-match'), caller.locale);
      const definition = await commands.updateDefinition(param('ref'), body, caller, version);
      setHeader('etag', etag(definition.version));
      return definition;
    },
  );

  define(
    {
      method: 'delete',
      path: '/definitions/{ref}',
      scope: 'admin',
      summary: 'Delete a definition that no task was created from; others can be deactivated',
      answer: definitionView,
    },
    ({ param, caller, header }) =>
      commands.deleteDefinition(param('ref'), caller, readVersion(header('if-match'), caller.locale)),
  );
}
