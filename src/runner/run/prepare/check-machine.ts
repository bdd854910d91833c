/** Checks that this machine has the programs that the fabric of a topology needs. */
import type { Diagnostic } from '../../../base/errors.ts'
import { type MissingTools, missingTools } from '../../fabrics/netns/tools.ts'
import { problem } from '../../language/diagnostics/diagnose.ts'
import { spanOfValue } from '../../language/text/locate.ts'
import type { Topology } from '../../language/topology/topology.ts'

/** `look`: finds the programs that are missing. */
export function checkMachine(
  { header, root, text }: Topology,
  look: () => MissingTools | null = missingTools,
): readonly Diagnostic[] {
  const missing = header?.fabric === 'netns' ? look() : null
  if (missing === null) return []
  const span = root.children.has('fabric') ? spanOfValue(text, root, ['fabric']) : null
  return [problem('missing-tool', span, missing.reason, missing.remedy)]
}
