import type { Act } from './acts.ts';
import { readValues } from './attributes.ts';
import { change, update } from './changes.ts';
import { asDue, asUntil, findDates, type Moment } from './dates.ts';
import { onEach } from './refs.ts';

export const NAME = String.raw`(?:@[\p{L}\w.-]+|agent:[\w-]+|我自己|自己|我|\p{Script=Han}{2,4}?|[A-Za-z][\w.-]*(?: [A-Z]\w+)?)`;
export const TO =
  '(?:设置?[为成]|[标置]记?[为成]|标注[为成]|改[为成到]?|变更?[为成]|调整?[为成到]?|更新[为成]|定[为成在到]|换成|移[到动至]+|挪到|提[到前升高]+至?|提到|降[到低为]+|升[到为]|弄成|设|算|当作|选为)';
export const NOT_A_NAME =
  /^(?:我们|你们|他们|大家|所有|每个|客户|公司|团队|系统|机器|这个|那个|它们?|自动|对方|用户|领导|老板$|什么|谁)/;

/** "把T-3改到周五": what follows is values only, or a date with a word or two around it. */
export function setTo(ref: string, value: string, at: Moment): Act[] | null {
  const bare = value.replace(/^(?:到|为|成|是|[:：])/, '');
  const values = readValues(bare, at);
  return values
    ? change(
        ref.replace(
          /(?:的)?(?:状态|优先级|截止(?:日期|时间)?|到期(?:日|时间)?|日期|时间|期限|deadline|ddl|负责人)$/i,
          '',
        ),
        values,
      )
    : null;
}

export function deferZh(text: string, at: Moment): Act[] {
  const [date] = findDates(text, at);
  if (!date) return onEach(text.replace(/(?:一下|一会儿?|一阵|先|再说)+$/, ''), { action: 'defer' });
  const rest = `${text.slice(0, date.from)}${text.slice(date.to)}`
    .replace(
      /(?:推迟|延期|顺延|推|延|缓|搁置|等|到|至|再(?:说|做|处理|提醒我|看|弄)?|先|放一?放|一下|之?后)+$/,
      '',
    )
    .replace(/^(?:到|至|等)/, '');
  return onEach(
    rest.replace(/(?:推迟|延后|延期|顺延|推后|往后推|往后放|搁置|缓一缓|放|等|到|至|先|再说|再)+$/, ''),
    { action: 'defer', until: asUntil(date.when, at) },
  );
}

export const dueZh = (ref: string, value: string, at: Moment): Act[] | null => {
  const [date] = findDates(value, at);
  return date ? update(ref, { due: asDue(date.when, at) }) : null;
};

export const MANY = /(?:几个|几条|几件|这些|以下|下面|如下|两个|两件|三个|三件|多个|[2-9]个)/;
