import { hostname } from 'node:os'
import { isAlive } from '../../../base/is-alive.ts'
import type { TopoEvent } from '../../../events/event.ts'

/**
 * Whether the process that writes a log is still there, by what it said of itself. Another one may have its number by
 * now: then a run that was killed is taken to go on until that one ends.
 */
export function isWriting({ wall }: TopoEvent): boolean {
  const pid = wall['pid']
  const isOurs = typeof pid === 'number' && Number.isInteger(pid) && pid > 0 && wall['host'] === hostname()
  return isOurs && isAlive(pid)
}
