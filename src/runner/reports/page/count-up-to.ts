/** Counts the items at the front of an ordered list with a key up to `limit`, by binary search. */
export function countUpTo<T>(items: readonly T[], limit: number, keyOf: (item: T) => number): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    const item = items[middle]
    if (item !== undefined && keyOf(item) <= limit) low = middle + 1
    else high = middle
  }
  return low
}
