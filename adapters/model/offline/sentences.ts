/** Sentences with their end marks. "v2.3", "x.md" and "e.g." hold none. */
export function sentences(text: string): string[] {
  return text
    .split(
      /(?<=[。！？；!?;])(?=\s|\p{Script=Han}|$)|(?<=[^.\s]{2}[.])(?<!\b(?:e\.g|i\.e|vs|etc|mr|mrs|dr|no|approx)[.])\s+(?=\S)|(?<=[；])|\n+/iu,
    )
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(sentence));
}
