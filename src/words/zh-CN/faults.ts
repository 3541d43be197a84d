import type { ValueKind } from '../../domain/error-facts.ts';
import type { InputRule } from '../../domain/input-rules.ts';
import type { FaultCatalogue } from '../error-words.ts';
import { TYPED_FIELDS } from '../en/fields.ts';
import { zhActionWords } from './actions.ts';
import { zhFields } from './fields.ts';
import { zhLabels } from './labels.ts';
import { zhList } from './list.ts';
import { zhScheduleFaults } from './schedule-errors.ts';

const RULES: Record<InputRule, string> = {
  whole_text: '必须是完整的 Unicode 字符',
  no_controls: '不能包含控制字符',
  title_or_description: '请提供标题或描述',
  something_to_change: '请至少指定一个要修改的字段',
  parameter_name: '只能是小写字母、数字和 _，最多 40 个字符',
  definition_key: '只能是字母和数字，中间可用 - _ .',
  no_task_number: '不能与任务编号相同',
  time_of_day: '必须是时间，例如 09:00',
  whose_parameters: '请指明这些参数属于哪个任务定义',
  channel: '格式为 <平台>:<频道>，例如 web:general；* 表示全部',
  park_runs: '只用于立即运行的任务：请同时给出 run: true',
  no_slashes: '必须是不含斜杠的文件名',
  no_hidden: '不能包含不可见字符或改变方向的字符',
  not_dots: '必须是名称，不能只有点',
};

const KINDS: Record<ValueKind, string> = {
  text: '文本',
  number: '数字',
  integer: '整数',
  yes_or_no: 'true 或 false',
  list: '列表',
  object: '对象',
};

export const zhFaults: FaultCatalogue = {
  ...zhScheduleFaults,
  empty: () => '不能为空',
  required: () => '必填',
  needed_for: (action) => `${action} 需要此项`,
  one_of: (options) => `必须是其中之一：${zhList(options)}`,
  some_of: (options) => `必须从中选择：${zhList(options)}`,
  nothing_to_choose: () => '没有可选的内容',
  which_field: () => `必须是其中之一：${zhList(TYPED_FIELDS.map((field) => zhFields[field]))}`,
  which_priority: () => `必须是其中之一：${zhList(Object.values(zhLabels.priorities))}`,
  which_decision: (allowed) => `必须是其中之一：${zhList(allowed.map((one) => zhActionWords[one]))}`,
  kind: (kind) => `必须是${KINDS[kind]}`,
  too_short: (min) => `至少 ${min} 个字符`,
  at_least: (min) => `不能小于 ${min}`,
  at_most: (max) => `不能大于 ${max}`,
  items_at_least: (min) => `至少需要 ${min} 项`,
  items_at_most: (max) => `最多 ${max} 项`,
  moment_with_zone: () => '必须是带时区偏移的日期和时间，例如 2026-12-01T09:00:00+08:00',
  address: (example) => `必须是地址，例如 ${example}`,
  form: () => '格式不正确',
  unknown_field: () => '不是已知字段',
  unreadable: () => '无法读取',
  rule: (rule) => RULES[rule],
  only_yourself: () => '必须是您自己',
  has_written: () => '必须是给机器人发过消息的人',
  number: () => '必须是数字',
  integer: () => '必须是整数',
  yes_or_no: () => '必须是“是”或“否”',
  day: () => '必须是日期，例如 2026-12-01',
  not_in_form: () => '不在表单中',
  too_long: (max) => `最多 ${max} 个字符`,
  which_task: () => '请说明是哪个任务：T-42 或标题中的词',
  why_put_off: () => '请说明推迟的原因',
  in_the_past: () => '已经过去，请给出将来的时间',
  what_differs: () => '请说明需要怎样修改',
  no_delegation: (from, to, allowed) =>
    `智能体 ${from} 不能把工作交给智能体 ${to}；可以交给：${zhList(allowed) || '无（见 errand.yaml 的 delegates_to）'}`,
  in_a_circle: (chain) => `形成了循环：${chain}`,
  too_deep: (chain) => `转交次数过多：${chain}`,
  no_agent: (id, agents) => `没有智能体“${id}”；现有：${zhList(agents)}`,
  two_people: (name) => `有两个人叫“${name}”，请给出 ID`,
  no_label: (label, labels) => `“${label}”不在其中：${zhList(labels)}`,
  not_by_hand: (status, statuses) => `不能手动设为 ${status}；可设为：${zhList(statuses)}`,
  cursor: () => '不是此列表给出的游标',
  other_kind: (kind) => `不适用于 ${kind} 类型的问题`,
  unknown_place: (place, known) =>
    `{${place}} 不是参数；${known.length > 0 ? `现有参数：${zhList(known)}` : '目前还没有参数'}`,
  name_in_use: () => '已被另一个定义使用',
  twice: () => '重复出现',
  options_needed: () => '需要提供可选项',
  no_definition: (ref) => `没有任务定义“${ref}”`,
  unknown_tool: (tool, known) => `没有工具“${tool}”，可用的有：${zhList(known)}`,
  not_served: (key) => `未在服务范围内：请在 errand.yaml 的 ${key} 中加入`,
  no_platform: (platform, known) => `没有平台“${platform}”，可用的有：${zhList(known)}`,
  address_in_use: () => '已被另一个群使用',
  in_configuration: () => '由配置决定：请修改 WECOM_WEBHOOK_URL 或 errand.yaml 中的 push.from，然后重新启动',
  json: () => '必须是 JSON，格式与原内容一致',
  no_tool: () => '无法修改：该工具已不可用',
  too_many: (max) => `已有 ${max} 个，不能再增加`,
};
