import { useEffect, useState } from 'preact/hooks'

/**
 * A value as it was when its turn came last. Parts of a page that each take a while to draw follow one after the other,
 * so that none keeps the pointer waiting for all of them; turn 0 follows at once.
 */
export function useInTurn<T>(value: T, turn: number): T {
  const [shown, setShown] = useState(value)
  useEffect(() => {
    if (turn === 0) return
    const timer = setTimeout(() => setShown(value), turn * 4)
    return () => clearTimeout(timer)
  }, [value, turn])
  return turn === 0 ? value : shown
}
