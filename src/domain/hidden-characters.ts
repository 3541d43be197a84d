/** Letters of scripts whose spelling needs joiners between them. */
const JOINED = String.raw`[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Mongolian}]`;
const PICTURE = String.raw`\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?`;
const tags = (name: string): string =>
  Array.from(`${name}\u{7F}`, (letter) => String.fromCodePoint(0xe0000 + (letter.codePointAt(0) ?? 0))).join(
    '',
  );

/** What needs an invisible character to look as it does: families and flags of emoji, keycaps, joined letters. */
const SHOWN = [
  String.raw`${PICTURE}(?:\u200D${PICTURE})+`,
  String.raw`\p{Extended_Pictographic}[\uFE0E\uFE0F]`,
  String.raw`[0-9#*]\uFE0F?\u20E3`,
  `\u{1F3F4}(?:${['gbeng', 'gbsct', 'gbwls'].map(tags).join('|')})`,
  String.raw`${JOINED}[\u200C\u200D](?=${JOINED})`,
].join('|');

/**
 * Characters that are not seen, or change how others are read: format and direction marks, tags, variation selectors, fillers that
 * look like nothing, line and paragraph separators, controls but for tab and line breaks, halves of characters.
 */
const HIDDEN = String.raw`(?![\t\n\r])[\p{Cf}\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u2800\u3164\uFE00-\uFE0F\uFFA0\u{E0100}-\u{E01EF}]`;

const SHOWN_OR_HIDDEN = new RegExp(`(${SHOWN})|${HIDDEN}`, 'gu');

const writeOut = (character: string): string =>
  `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;

/**
 * The text with every character that people would not see written out, such as `⟨U+202E⟩`: what they approve or open is what
 * they read. Emoji and the scripts that need joiners stay as they are.
 */
export const showHidden = (text: string): string =>
  text.replace(SHOWN_OR_HIDDEN, (found: string, shown: string | undefined) => shown ?? writeOut(found));

/** The same in text that is JSON, which stays the same JSON: written as `\\u202E`. */
export const escapeHidden = (json: string): string =>
  json.replace(SHOWN_OR_HIDDEN, (found: string, shown: string | undefined) => shown ?? jsonEscape(found));

const jsonEscape = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => {
    const unit = character.charCodeAt(at).toString(16).toUpperCase();
    return `\\u${unit.padStart(4, '0')}`;
  }).join('');

/** Whether there is anything in it that people would not see. */
export const hasHidden = (text: string): boolean => showHidden(text) !== text;
