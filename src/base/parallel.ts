/** Acts on every item, in order, at most `width` at once. Rejects with the first error. */
export async function forEachParallel<T>(
  items: readonly T[],
  width: number,
  act: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  await Promise.all(
    Array.from({ length: Math.min(width, items.length) }, async () => {
      for (const item of queue) await act(item)
    }),
  )
}
