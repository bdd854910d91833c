import type { TopoEvent } from '../../../events/event.ts'
import { formatClock } from '../../language/values/format-clock.ts'
import type { RunWords } from '../text/run-words.ts'
import type { Divergence } from './divergence.ts'

/**
 * Describes the events of a divergence. When the two differing events read the same, the description adds the fields
 * that differ, such as connection numbers.
 */
export function tellParting(
  { first: [a], second: [b] }: Divergence,
  words: RunWords,
): (event: TopoEvent) => string {
  const told = (event: TopoEvent) => words.tell(event)
  if (a === undefined || b === undefined) return told
  if (formatClock(a.t) !== formatClock(b.t) || told(a) !== told(b)) return told
  const keys = Object.keys({ ...a, ...b }).filter(
    (key) => !unlike.has(key) && written(a, key) !== written(b, key),
  )
  const details = (event: TopoEvent) => keys.map((key) => words.clean(`${key} ${written(event, key)}`))
  return (event) =>
    keys.length > 0 && (event === a || event === b)
      ? `${told(event)} (${details(event).join(', ')})`
      : told(event)
}

/** Fields that differ between any two logs. */
const unlike = new Set(['v', 'n', 'wall'])

function written(event: TopoEvent, key: string): string {
  return JSON.stringify(Reflect.get(event, key)) ?? 'none'
}
