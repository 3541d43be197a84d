import type { CodedFault, ErrorCode, ErrorFacts, Fault } from '../../domain/error-facts.ts';
import { wordFaults, type ErrorWords } from '../parts/error-words.ts';
import { enActions } from './actions.ts';
import { enCards } from './cards.ts';
import { enConsolePhrases, type ConsolePhrases } from './console-phrases.ts';
import { enConsoleTables } from './console-tables.ts';
import { enDataDirectory } from './data-directory.ts';
import { enDefinitions } from './definitions.ts';
import { enDoctor } from './doctor.ts';
import { enEvidence } from './evidence.ts';
import { enErrors } from './errors.ts';
import { enFaults } from './faults.ts';
import { enHttp } from './http.ts';
import { enImports } from './imports.ts';
import { enLabels } from './labels.ts';
import { enMail } from './mail.ts';
import { enMoves } from './moves.ts';
import { enPreferences } from './preferences.ts';
import { enProcess } from './process.ts';
import { enReplay } from './replay.ts';
import { enReplies } from './replies.ts';
import { enSchedules } from './schedules.ts';
import { enSeed } from './seed.ts';
import { enSlack } from './slack.ts';
import { enSpending } from './spending.ts';
import { enStops } from './stops.ts';
import { enTriggers } from './triggers.ts';
import { enWebChat } from './web-chat.ts';
import { enWeCom } from './wecom.ts';
import { enWhy } from './why.ts';

export const en = {
  ...enActions,
  ...enLabels,
  moves: enMoves,
  ...enCards,
  ...enDefinitions,
  ...enReplies,
  ...enWhy,
  ...enProcess,
  spending: enSpending,
  error: <C extends ErrorCode>(code: C, facts: ErrorFacts[C]): ErrorWords => enErrors[code](facts),
  faults: (items: readonly (Fault | CodedFault)[]): Fault[] => wordFaults(items, enFaults),
  schedules: enSchedules,
  imports: enImports,
  stops: enStops,
  replay: enReplay,
  evidence: enEvidence,
  triggers: enTriggers,
  mail: enMail,
  preferences: enPreferences,
  // What only one surface says.
  console: enConsolePhrases,
  consoleTables: enConsoleTables,
  http: enHttp,
  webChat: enWebChat,
  slack: enSlack,
  wecom: enWeCom,
  doctor: enDoctor,
  seed: enSeed,
  dataDirectory: enDataDirectory,
};

/** Everything that people read, in one language. */
export type Words = Omit<typeof en, 'console'> & { console: ConsolePhrases };
