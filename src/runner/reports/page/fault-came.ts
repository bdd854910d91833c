import type { FaultVerdict } from '../../verdict/verdict.ts'
import { formatChanges } from '../text/format-event.ts'

/** What a fault came to, in words. */
export function faultCame({ outcome, reason, changes }: FaultVerdict): string {
  if (reason !== '') return reason
  return (
    formatChanges(changes) || (outcome === 'applied' ? 'changed nothing, which is allowed here' : outcome)
  )
}
