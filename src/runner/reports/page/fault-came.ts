import type { FaultVerdict } from '../../verdict/verdict.ts'
import { formatChanges } from '../text/format-event.ts'

/** The result of a fault, in words. */
export function faultCame({ outcome, reason, changes }: FaultVerdict): string {
  if (reason !== '') return reason
  return formatChanges(changes) || (outcome === 'applied' ? 'changed nothing, as allowed' : outcome)
}
