import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { renderDiagnostics } from '../../src/runner/language/diagnostics/render.ts'
import { loadTopology } from '../../src/runner/language/plan/load.ts'
import type { Plan } from '../../src/runner/language/plan/plan.ts'

export interface ShippedTopology {
  /** Its path below topologies/ without the ending: `upstream/first-refresh`. */
  readonly path: string
  /** The folder below topologies/: empty for the first level. */
  readonly folder: string
  readonly text: string
  readonly plan: Plan
}

/** Every topology of topologies/, in the order of its path. Throws when one of them is wrong. */
export function shippedTopologies(root: string): readonly ShippedTopology[] {
  return readdirSync(path.join(root, 'topologies'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const text = readFileSync(path.join(root, 'topologies', file), 'utf8')
      const loaded = loadTopology({ file, text }, {})
      if (!loaded.ok) throw new Error(renderDiagnostics([loaded.file], { color: false }))
      const folder = path.dirname(file)
      return {
        path: file.slice(0, -'.yaml'.length),
        folder: folder === '.' ? '' : folder,
        text,
        plan: loaded.plan,
      }
    })
}
