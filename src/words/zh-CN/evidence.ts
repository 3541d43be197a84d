import type { EvidenceWords } from '../en/evidence.ts';

export const zhEvidence: EvidenceWords = {
  wanted: {
    result: (count) => `结果不少于 ${count} 个字符`,
    file_count: (count) => `至少 ${count} 个文件`,
    file: (name) => `文件 ${name}`,
    call: (tool) => `成功调用过 ${tool}`,
    criterion: (text) => text,
  },
  characters: (count) => `${count} 个字符`,
  acceptAnyway: '仍然通过',
  saysNext: '请直接回复仍要通过的理由，您的下一条消息将作为理由。',
  doneWhen: '以下各项齐备才算完成：',
  stillLacks: (items) => `还不能算完成，缺少：${items}。请补齐后再结束；如果确实无法补齐，请说明情况和原因。`,
  lacks: (items) => `缺少：${items}。仍要通过须说明理由。`,
  judge: (items) => `通过即表示您确认：${items}。`,
  checked: (items) => `已核对：${items}。`,
  acceptedAnyway: (who, items, note) => `${who} 在缺少以下内容的情况下通过（${items}）：${note}`,
};
