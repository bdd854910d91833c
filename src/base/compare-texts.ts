/** Compares texts by their code units, as {@link Array.sort} wants it: the order is the same in every language. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
