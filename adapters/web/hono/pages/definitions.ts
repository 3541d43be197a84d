import { html } from 'hono/html';

import type { DefinitionView } from '../../../../src/contract/definitions.ts';
import { FIELD_KINDS } from '../../../../src/domain/ask.ts';
import type { Capability, CapabilityStep } from '../../../../src/domain/capability.ts';
import { fieldOf, OUTPUT_TYPES, toText, type Parameter } from '../../../../src/domain/definition.ts';
import type { ReplayWords } from '../../../../src/words/en/replay.ts';
import { wantedBy } from '../../../../src/domain/evidence.ts';
import type { EditorData, UseData } from '../script-types.ts';
import { fullPage, type Html, type PageContext } from './layout.ts';
import { factList, section, time } from './parts.ts';

const pathOf = ({ key }: DefinitionView): string => `/definitions/${encodeURIComponent(key)}`;

const inactive = ({ say }: PageContext, { isActive }: DefinitionView): Html | string =>
  isActive ? '' : html`<span class="badge">${say('inactive')}</span>`;

/** The script draws the form: what is shown for a value, and the value. */
const editor = ({ words, tools }: PageContext, definition: DefinitionView | null): Html => {
  const data: EditorData = {
    definition,
    kinds: FIELD_KINDS.map((kind) => [words.consoleTables.fieldKinds[kind], kind]),
    outputs: OUTPUT_TYPES.map((type) => [words.consoleTables.outputTypes[type], type]),
    tools,
  };
  return html`<div class="ask-form" data-editor="${JSON.stringify(data)}"></div>`;
};

export function definitionsPage(
  page: PageContext,
  definitions: readonly DefinitionView[],
  nextCursor: string | null,
): Html {
  const { say } = page;
  return fullPage(page, {
    title: say('definitions'),
    active: 'definitions',
    script: 'console',
    main: html`<div class="page narrow">
      <header class="page-head">
        <div>
          <h1>${say('definitions')}</h1>
          <p class="muted">${say('definitionsHelp')}</p>
        </div>
      </header>
      ${
        definitions.length > 0
          ? html`<ul class="list block">
              ${definitions.map((definition) => item(page, definition))}
            </ul>`
          : html`<div class="empty">
              <h2>${say('noDefinitions')}</h2>
              <p>${say('noDefinitionsText')}</p>
            </div>`
      }
      ${nextCursor ? html`<p><a href="/definitions?cursor=${nextCursor}">${say('more')}</a></p>` : ''}
      <details class="block" data-menu="new">
        <summary>${say('newDefinition')}</summary>
        ${editor(page, null)}
      </details>
    </div>`,
  });
}

const item = (page: PageContext, definition: DefinitionView): Html =>
  html`<li>
    <p>
      <a href="${pathOf(definition)}"><strong>${definition.name}</strong></a> <code>${definition.key}</code>
      ${inactive(page, definition)}
    </p>
    ${definition.description ? html`<p class="muted">${definition.description}</p>` : ''}
  </li>`;

export function definitionPage(page: PageContext, definition: DefinitionView): Html {
  const { say } = page;
  const { id, key, name, version, isActive, instructions, description, parameters } = definition;
  // The contract shows a default as anything; what is stored is a field's value.
  const fields = parameters.map((parameter) => fieldOf(parameter as Parameter));
  return fullPage(page, {
    title: name,
    active: 'definitions',
    script: 'console',
    main: html`<div class="page">
      <p class="crumbs"><a href="/definitions">${say('definitions')}</a> / ${key}</p>
      <header class="page-head">
        <h1>${name} ${inactive(page, definition)}</h1>
      </header>
      ${description ? html`<p>${description}</p>` : ''}
      <div class="row actions">
        <button
          type="button"
          data-definition="${id}"
          data-version="${version}"
          data-act="${isActive ? 'deactivate' : 'activate'}"
        >
          ${say(isActive ? 'deactivate' : 'activate')}
        </button>
        <button
          type="button"
          class="danger"
          data-definition="${id}"
          data-version="${version}"
          data-act="delete"
        >
          ${say('deleteIt')}
        </button>
      </div>
      <div class="split">
        <div>
          ${
            isActive
              ? section(
                  say('useIt'),
                  html`<div
                    class="ask-form"
                    data-use="${JSON.stringify({ key, fields } satisfies UseData)}"
                  ></div>`,
                )
              : ''
          }
          ${definition.capability ? section(say('capability'), stepList(page, definition.capability)) : ''}
          ${section(say('instructions'), html`<p class="plain">${instructions}</p>`)}
          <details class="block" data-menu="edit">
            <summary>${say('edit')}</summary>
            ${editor(page, definition)}
          </details>
        </div>
        <aside aria-label="${say('facts')}">${facts(page, definition)}</aside>
      </div>
    </div>`,
  });
}

/** What is done without a model, a line for each step. */
const stepList = ({ words: { replay } }: PageContext, { steps, onFailure }: Capability): Html =>
  html`<ol>
      ${steps.map((step) => html`<li>${lineOf(step, replay)}</li>`)}
    </ol>
    <p class="muted">${replay.ifFails(replay.onFailure[onFailure])}</p>`;

function lineOf(step: CapabilityStep, words: ReplayWords): string {
  switch (step.do) {
    case 'open':
      return words.open(step.url);
    case 'press':
      return words.press(step.target.name);
    case 'fill':
      return words.fill(step.target.name, toText(step.value));
    case 'key':
      return words.key(step.key);
    case 'read':
      return words.read(step.name, step.text);
    case 'check':
      if (step.text !== undefined) return words.check.text(step.text);
      return step.gone === undefined ? words.check.page(step.page ?? '') : words.check.gone(step.gone);
  }
}

const facts = ({ say, words }: PageContext, definition: DefinitionView): Html =>
  factList([
    [say('key'), html`<code>${definition.key}</code>`],
    [say('outputType'), words.consoleTables.outputTypes[definition.outputType]],
    ...definition.parameters.map(
      ({ name, label, kind, isRequired, options = [], default: preset }) =>
        [
          `${label}${isRequired ? ' *' : ''}`,
          [
            `{${name}}`,
            words.consoleTables.fieldKinds[kind],
            words.list(options),
            isRequired || preset === undefined ? '' : words.labelled(say('defaultValue'), toText(preset)),
          ]
            .filter(Boolean)
            .join(' · '),
        ] as const,
    ),
    [say('agent'), definition.agentId],
    [say('tools'), words.list(definition.tools) || say('allTools')],
    [say('reviewRequired'), say(definition.isReviewRequired ? 'yes' : 'no')],
    [say('draftReview'), say(definition.isDraftReviewRequired ? 'yes' : 'no')],
    [
      say('evidence'),
      definition.evidence &&
        words.list(
          wantedBy(definition.evidence).map(({ kind, wanted }) => words.evidence.wanted[kind](wanted)),
        ),
    ],
    [say('startApproval'), say(definition.isStartApprovalRequired ? 'yes' : 'no')],
    [say('retries'), definition.retries === null ? null : String(definition.retries)],
    [say('notifications'), definition.notify && words.notifyPolicies[definition.notify]],
    [say('version'), String(definition.version)],
    [say('updated'), time(definition.updatedAt)],
  ]);
