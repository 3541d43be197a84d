import { readArguments } from './agent/read-arguments.ts';
import { createAskForHandReview, createAskForReview } from './asks/ask-for-review.ts';
import { createAskToStart } from './asks/ask-to-start.ts';
import { createDecideAsk } from './decisions/decide-ask.ts';
import { createExpireAsks } from './decisions/expire-asks.ts';
import { createPlacesFor } from './asks/places-for.ts';
import { createPutAsk } from './asks/put-ask.ts';
import { createReadGroups } from './asks/read-groups.ts';
import { createRemind } from './decisions/remind.ts';
import { createWakeAfterAsk } from './runs/wake-after-ask.ts';
import { createWithdrawAsks } from './asks/withdraw-asks.ts';
import { createDraw } from './cards/draw.ts';
import { createCommands } from './commands.ts';
import { createHandleClick } from './conversation/handle-click.ts';
import { createHandleTurn } from './conversation/handle-turn.ts';
import { audience, explain } from './conversation/hearing.ts';
import { createReceive } from './conversation/inbox.ts';
import { createProcess } from './conversation/process.ts';
import { createReadPage } from './conversation/read-page.ts';
import { createRefuse } from './conversation/refuse.ts';
import { createReply } from './conversation/reply.ts';
import { createStopTurn } from './conversation/stop-turn.ts';
import { createAgentTurn } from './conversation/turn.ts';
import { createTypedCommands } from './conversation/typed-commands.ts';
import { callerFor } from './conversation/speaker.ts';
import { createChangeDefinitions } from './definitions/change-definitions.ts';
import { createDrafts } from './conversation/drafts.ts';
import { createFindDefinition } from './definitions/find-definition.ts';
import type { AppError } from './domain/errors.ts';
import type { InboxRow } from './domain/records.ts';
import type { Run } from './domain/run.ts';
import { errandAs, type Task } from './domain/task.ts';
import { createChangePushGroups } from './push-groups/change-push-groups.ts';
import { createOnRunEnded } from './notifications/tell-end.ts';
import { createPush, createPushAsk } from './push-groups/push.ts';
import { createDeliveries } from './outbox/deliveries.ts';
import { createShowFiles } from './notifications/show-files.ts';
import { createOutbox } from './outbox/enqueue.ts';
import { createBeginThread } from './outbox/begin-thread.ts';
import { createSender } from './outbox/send.ts';
import type { Ports } from './ports/index.ts';
import { createExecuteAgent } from './runs/execute-agent.ts';
import { createReconcileRun } from './runs/reconcile-run.ts';
import { createRecover } from './runs/recover.ts';
import { createStartRun } from './runs/start-run.ts';
import { createWork } from './runs/work.ts';
import type { Settings, ToolPolicy } from './settings.ts';
import { createComment } from './tasks/comment.ts';
import { createCreateTask } from './tasks/create-task.ts';
import { createFindTask, createResolveTask } from './tasks/find-task.ts';
import { createSetJobStatus } from './tasks/job-status.ts';
import { createListFor } from './tasks/list-for.ts';
import { createListTasks } from './tasks/list-tasks.ts';
import { moveTask } from './moves/move-task.ts';
import { createReviseComment } from './tasks/revise-comment.ts';
import { createSendEvent } from './tasks/send-event.ts';
import type { TaskDesk } from './tasks/task-desk.ts';
import { createUpdateTask } from './tasks/update-task.ts';
import { createWhy } from './tasks/why.ts';
import { createAskPeople } from './tools/ask-people.ts';
import { createEndEarly } from './tools/end-early.ts';
import { createHttpGet, createHttpSend } from './tools/http.ts';
import { createManageTasks } from './tools/manage-tasks.ts';
import { createSaveDeliverable } from './tools/save-deliverable.ts';
import { wordsFor } from './words/index.ts';

/**
 * The product, put together from its ports: plain calls, each function gets what it uses. What must know of each other in a
 * circle (a settled ask wakes a run, whose end withdraws asks) meets here and nowhere else.
 *
 * @param owner - this process, unlike any other that runs or ran: host, process id and a random part.
 */
export function createCore(ports: Ports, settings: Settings, owner: string) {
  const { store, clock } = ports;
  const { post, postFile, touchCard } = createOutbox(ports);
  const policyOf = (tool: string): ToolPolicy => settings.tools.get(tool) ?? settings.toolDefault;

  const push = createPush(ports, settings, post);
  const readGroups = createReadGroups(ports, settings);
  const putAsk = createPutAsk(
    ports,
    createPlacesFor(ports, settings, readGroups),
    touchCard,
    createPushAsk(push),
  );
  const { withdrawAsk, withdrawAsks } = createWithdrawAsks(ports, touchCard);
  const askToStart = createAskToStart(settings, putAsk);
  const askForReview = createAskForReview(settings, putAsk);
  const askForHandReview = createAskForHandReview(settings, putAsk);
  const tellEnd = createOnRunEnded(ports, post, push);
  const showFiles = createShowFiles(ports, postFile);
  const onRunEnded = async (task: Task, run: Run): Promise<void> => {
    await tellEnd(task, run);
    await showFiles(task, run);
  };
  const reconcileRun = createReconcileRun(ports, { touchCard, withdrawAsks, askForReview, onRunEnded });
  const { startRun, checkStart } = createStartRun(ports, settings, { touchCard, askToStart, withdrawAsk });
  const wakeAfterAsk = createWakeAfterAsk(ports, { touchCard, reconcileRun, startRun });
  const decideAsk = createDecideAsk(ports, readGroups, { touchCard, wakeAfterAsk }, (tool, given, locale) =>
    readArguments(tools.get(tool), given, locale),
  );

  const findTask = createFindTask(ports);
  const resolveTask = createResolveTask(ports, findTask);
  const definitions = createFindDefinition(ports);
  const createTask = createCreateTask(ports, settings, { ...definitions, findTask, askToStart, checkStart });
  const { listTasks, findTasks, countTasks } = createListTasks(ports);
  const touchRun = (id: string) => touchCard({ kind: 'run', id });
  const sendEvent = createSendEvent(ports, settings, {
    startRun,
    reconcileRun,
    decideAsk,
    touchRun,
    withdrawAsk,
    askForHandReview,
    findTask,
  });
  const desk: TaskDesk = {
    createTask,
    resolveTask,
    listFor: createListFor(ports, settings, findTasks),
    updateTask: createUpdateTask(ports, settings, { askToStart, withdrawAsk }),
    sendEvent,
    setJobStatus: createSetJobStatus(sendEvent),
    comment: createComment(ports),
    why: createWhy(ports),
  };
  const commands = createCommands(ports, readGroups, {
    desk,
    findTask,
    listTasks,
    countTasks,
    ...createDeliveries(ports),
    definitions: createChangeDefinitions(ports, settings, definitions),
    pushGroups: createChangePushGroups(ports, settings, post),
    decideAsk,
  });

  const tools = new Map(
    [
      createManageTasks(desk),
      createAskPeople(),
      createSaveDeliverable(ports),
      createHttpGet(ports.fetcher),
      createHttpSend(ports.fetcher),
      createEndEarly(),
    ].map((tool) => [tool.name, tool]),
  );

  const describe = ({ code, details }: AppError, locale: string) => ({
    code,
    message: wordsFor(locale).error(code, details).detail,
  });
  const execute = createExecuteAgent(ports, settings, tools, { putAsk, withdrawAsk, touchCard, policyOf });
  const work = createWork(ports, settings, owner, { execute, reconcileRun, wakeAfterAsk, describe });

  const drafts = createDrafts(ports, { ...definitions, desk, touchCard });
  const runCommand = createTypedCommands({ desk, definitions, drafts, openAsksFor: commands.openAsksFor });
  const agentTurn = createAgentTurn(ports, settings, tools, policyOf, definitions.listActive);
  const reply = createReply(ports, post);
  const tellFailure = async (row: InboxRow, error: AppError): Promise<string> => {
    const { locale, place, person } = await callerFor(row.incoming, ports, settings);
    const text = wordsFor(locale).turnFailed(explain(error, locale));
    const isPrivate = row.incoming.kind !== 'message';
    const message = { text, locale, ...(isPrivate && audience(person)) };
    if (place) await reply(row, place, message);
    return text;
  };
  const process = createProcess(ports, owner, {
    handleTurn: createHandleTurn(ports, settings, {
      readGroups,
      runCommand,
      resolveTask,
      agentTurn,
      answerDraft: drafts.answer,
      decideAsk,
      findAsk: commands.findAsk,
      comment: (task, input, caller) => desk.comment(task, input, caller),
      reviseComment: createReviseComment(ports),
      reply,
    }),
    handleClick: createHandleClick(ports, settings, {
      desk,
      decideAsk,
      fillDraft: drafts.fill,
      stopTurn: createStopTurn(ports),
      post,
      touchCard,
    }),
    tellFailure,
  });
  const readPage = createReadPage(ports, settings, { desk, openAsksFor: commands.openAsksFor });
  const receive = createReceive(ports, settings, { refuse: createRefuse(ports, settings, post) });
  const sender = createSender(ports, createDraw(ports, settings), owner, createBeginThread(ports));

  const remind = createRemind(settings, post);
  const expireAsks = createExpireAsks(ports, { touchCard, wakeAfterAsk, remind });
  const shelveDeferred = (task: Task) =>
    moveTask(ports, task.id, 'shelve_deferred', {
      actor: errandAs('system'),
      set: { deferred: null },
    });
  const recover = createRecover(ports, {
    reconcileRun,
    startRun,
    shelveDeferred,
    askToStart,
    askForHandReview,
  });

  return { commands, receive, readPage, process, sender, work, recover, expireAsks, store, clock };
}

export type Core = ReturnType<typeof createCore>;
