import type { Cell } from '../values/cells.ts'
import type { ProbeAnswer } from './pairs.ts'

/** What a probe that could be told says in a table of who reaches whom. */
export function cellOf(probe: ProbeAnswer): Cell['cell'] {
  if (probe.outcome !== 'reached') return 'unreachable'
  return probe.paths.some((path) => path.kind === 'direct') ? 'direct' : 'relayed'
}
