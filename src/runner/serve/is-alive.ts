import { hostname } from 'node:os'
import type { TopoEvent } from '../events/event.ts'

/**
 * Whether the process that writes a log is still there, by what it said of itself. Another one may have its number by
 * now: then a run that was killed is taken to go on until that one ends.
 */
export function isAlive({ wall }: TopoEvent): boolean {
  const pid = wall['pid']
  if (typeof pid !== 'number' || !Number.isInteger(pid) || pid <= 0 || wall['host'] !== hostname())
    return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
