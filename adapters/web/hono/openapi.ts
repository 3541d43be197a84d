import { z } from 'zod';

import { askView } from '../../../src/contract/asks.ts';
import { cardView, chatMessageView } from '../../../src/contract/chat.ts';
import { definitionView } from '../../../src/contract/definitions.ts';
import { deliverableView, runView, stepView } from '../../../src/contract/runs.ts';
import { pushGroupView } from '../../../src/contract/settings.ts';
import { scheduleView, tickView } from '../../../src/contract/schedules.ts';
import { hookDeliveryView, triggerView } from '../../../src/contract/triggers.ts';
import { webhookTryView, webhookView } from '../../../src/contract/webhooks.ts';
import { commentView, historyView, taskView } from '../../../src/contract/tasks.ts';
import type { Scope } from '../../../src/domain/scope.ts';
import { PROBLEM_TYPE, problemView } from './problem.ts';

type JsonSchema = Record<string, unknown>;

/** Schemas that the document names and refers to; all others stand where they are used. */
const NAMED: Readonly<Record<string, z.ZodType>> = {
  Task: taskView,
  Definition: definitionView,
  Schedule: scheduleView,
  Tick: tickView,
  Trigger: triggerView,
  HookDelivery: hookDeliveryView,
  Webhook: webhookView,
  WebhookTry: webhookTryView,
  Run: runView,
  Step: stepView,
  Deliverable: deliverableView,
  Ask: askView,
  Comment: commentView,
  HistoryEntry: historyView,
  PushGroup: pushGroupView,
  ChatMessage: chatMessageView,
  Card: cardView,
  Problem: problemView,
};
const NAME_OF = new Map<unknown, string>(Object.entries(NAMED).map(([name, schema]) => [schema, name]));

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...whole } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const name = NAME_OF.get(zodSchema);
      if (name === undefined || name === NAME_OF.get(schema)) return;
      for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
      jsonSchema.$ref = `#/components/schemas/${name}`;
    },
  });
  return whole;
}

const answerSchema = (schema: z.ZodType): JsonSchema => {
  const name = NAME_OF.get(schema);
  return name === undefined ? toJsonSchema(schema, 'output') : { $ref: `#/components/schemas/${name}` };
};

/** The router's way of writing `/tasks/{ref}`. */
export const honoPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

export interface Answer {
  description: string;
  /** `application/json` unless it is said otherwise. */
  type?: string;
  schema: z.ZodType;
}

export interface Described {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** As OpenAPI writes it: `/tasks/{ref}`. */
  path: string;
  summary: string;
  /** What a token needs for it; `open` needs none, and answers no problems. */
  scope: Scope | 'open';
  query?: z.ZodType;
  body?: z.ZodType;
  answers: Readonly<Record<number, Answer>>;
}

const content = ({ description, type = 'application/json', schema }: Answer) => ({
  description,
  content: { [type]: { schema: answerSchema(schema) } },
});

function parameters({ path, query }: Described) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const properties = Object.entries(query ? (toJsonSchema(query, 'input')['properties'] ?? {}) : {});
  return [...inPath, ...properties.map(([name, schema]) => ({ name, in: 'query', required: false, schema }))];
}

const isOpen = ({ scope }: Described): boolean => scope === 'open';

const operation = (route: Described) => ({
  summary: route.summary,
  ...(isOpen(route) ? {} : { security: [{ token: [route.scope] }] }),
  parameters: parameters(route),
  ...(route.body
    ? {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: toJsonSchema(route.body, 'input') } },
        },
      }
    : {}),
  responses: {
    ...Object.fromEntries(Object.entries(route.answers).map(([status, answer]) => [status, content(answer)])),
    ...(isOpen(route)
      ? {}
      : { default: content({ description: 'A problem', type: PROBLEM_TYPE, schema: problemView }) }),
  },
});

/** The OpenAPI document: it grows with the routes, from the schemas that requests are held against. */
export function createDocument() {
  const paths: Record<string, Record<string, object>> = {};
  const scopes = new Map<string, Scope>();
  return {
    add(route: Described): void {
      if (route.scope !== 'open') scopes.set(`${route.method} ${honoPath(route.path)}`, route.scope);
      paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
    },

    /** The scope of a route, by its method and its path as the router has it. A HEAD is a GET. */
    scopeOf: (method: string, path: string): Scope | undefined =>
      scopes.get(`${method === 'HEAD' ? 'get' : method.toLowerCase()} ${path}`),

    whole: () => ({
      openapi: '3.1.0',
      info: {
        title: 'Errand',
        version: '1',
        description: 'Give work to agents, watch it, decide what they ask.',
      },
      paths,
      components: {
        schemas: Object.fromEntries(
          Object.entries(NAMED).map(([name, schema]) => [name, toJsonSchema(schema, 'output')]),
        ),
        securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      },
    }),
  };
}

export type Document = ReturnType<typeof createDocument>;
