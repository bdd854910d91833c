/** A plan from the text of a topology, and a folder for the results of its run. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadTopology } from '../src/runner/language/plan/load.ts'
import type { Plan } from '../src/runner/language/plan/plan.ts'
import { ResultsFolder } from '../src/runner/results/results-folder.ts'

export function planOf(text: string): Plan {
  const loaded = loadTopology({ file: 'bench.yaml', text })
  if (!loaded.ok) throw new Error(loaded.file.diagnostics.map(({ message }) => message).join('\n'))
  return loaded.plan
}

export function resultsOf(plan: Plan, source: string): ResultsFolder {
  return ResultsFolder.create({ root: mkdtempSync(path.join(tmpdir(), 'topo-bench-')), plan, source })
}
