import type { Words } from '../en/index.ts';
import { wordFaults } from '../parts/error-words.ts';
import { zhActions } from './actions.ts';
import { zhCards } from './cards.ts';
import { zhConsole } from './console.ts';
import { zhConsoleEditors } from './console-editors.ts';
import { zhConsoleTables } from './console-tables.ts';
import { zhDataDirectory } from './data-directory.ts';
import { zhDefinitions } from './definitions.ts';
import { zhDoctor } from './doctor.ts';
import { zhEvidence } from './evidence.ts';
import { zhErrors } from './errors.ts';
import { zhFaults } from './faults.ts';
import { zhHttp } from './http.ts';
import { zhImports } from './imports.ts';
import { zhLabels } from './labels.ts';
import { zhMail } from './mail.ts';
import { zhMoves } from './moves.ts';
import { zhPreferences } from './preferences.ts';
import { zhProcess } from './process.ts';
import { zhReplay } from './replay.ts';
import { zhReplies } from './replies.ts';
import { zhSchedules } from './schedules.ts';
import { zhSeed } from './seed.ts';
import { zhSlack } from './slack.ts';
import { zhSpending } from './spending.ts';
import { zhStops } from './stops.ts';
import { zhTriggers } from './triggers.ts';
import { zhWebChat } from './web-chat.ts';
import { zhWeCom } from './wecom.ts';
import { zhWhy } from './why.ts';

export const zhCN: Words = {
  ...zhActions,
  ...zhLabels,
  moves: zhMoves,
  ...zhCards,
  ...zhDefinitions,
  ...zhReplies,
  ...zhWhy,
  ...zhProcess,
  spending: zhSpending,
  error: (code, details) => zhErrors[code](details),
  faults: (items) => wordFaults(items, zhFaults),
  schedules: zhSchedules,
  imports: zhImports,
  stops: zhStops,
  replay: zhReplay,
  evidence: zhEvidence,
  triggers: zhTriggers,
  mail: zhMail,
  preferences: zhPreferences,
  // What only one surface says.
  console: { ...zhConsole, ...zhConsoleEditors },
  consoleTables: zhConsoleTables,
  http: zhHttp,
  webChat: zhWebChat,
  slack: zhSlack,
  wecom: zhWeCom,
  doctor: zhDoctor,
  seed: zhSeed,
  dataDirectory: zhDataDirectory,
};
