/**
 * Plays a topology file once and prints the cost as JSON. A program of its own, so that each number of nodes begins cold.
 *
 *     node bench/scale/topo-run.ts <file> [processes]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { keepRun } from '../../src/library/keep-run.ts'
import { loadTopology } from '../../src/runner/language/plan/load.ts'
import { ofAllRuns } from '../../src/runner/processes/shared/process-pool.ts'
import { Reporting } from '../../src/runner/reports/reporters/reporting.ts'
import { cpuOf, nodePids, peakMemoryOf } from '../measure.ts'

const [file = '', processes] = process.argv.slice(2)
const text = readFileSync(file, 'utf8')
const folder = mkdtempSync(path.join(tmpdir(), 'topo-bench-'))
const imported = cpuOf('self')
const started = performance.now()
const loaded = loadTopology({ file, text })
if (!loaded.ok) throw new Error(loaded.file.diagnostics.map(({ message }) => message).join('\n'))
const { plan } = loaded
const { verdict } = await keepRun({
  plan,
  file,
  text,
  release: null,
  label: plan.name,
  command: '',
  results: folder,
  until: null,
  pcap: null,
  reporting: new Reporting([]),
  signal: new AbortController().signal,
  processes: processes === undefined ? undefined : Number(processes),
})
const wall = (performance.now() - started) / 1000
const runner = cpuOf('self') - imported
const memory = ['self' as const, ...nodePids()].reduce<number>((sum, pid) => sum + peakMemoryOf(pid), 0)
const nodes = nodePids().reduce((sum, pid) => sum + cpuOf(pid), 0)
await ofAllRuns[Symbol.asyncDispose]()
rmSync(folder, { recursive: true })
const { outcome, reason } = verdict
console.log(JSON.stringify({ outcome, reason, wall, runner, nodes, memory }))
process.exit(0)
