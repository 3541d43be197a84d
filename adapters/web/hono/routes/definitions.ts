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
      summary: 'Write down work that is done again and again; `{parameter}` in the instructions is filled in',
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
      summary: 'Definitions, oldest first; `active` narrows to those that tasks can be made from',
      query: listDefinitionsQuery,
      answer: pageOf(definitionView),
    },
    ({ query }) => commands.listDefinitions(query),
  );

  define(
    {
      method: 'get',
      path: '/definitions/{ref}',
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
      summary: 'Change a definition; tasks that were made from it keep what they were made from',
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
      summary: 'Delete a definition that no task was made from; deactivate the others',
      answer: definitionView,
    },
    ({ param, caller, header }) =>
      commands.deleteDefinition(param('ref'), caller, readVersion(header('if-match'), caller.locale)),
  );
}
