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
import { childrenCpu, cpuOf, nodePids, peakMemoryOf } from '../measure.ts'

const [file = '', processes] = process.argv.slice(2)
const text = readFileSync(file, 'utf8')
const folder = mkdtempSync(path.join(tmpdir(), 'topo-bench-'))
const imported = cpuOf('self')
const started = performance.now()
/** Most memory of each process so far. One that ends inside a step is gone at the end of the run. */
const memory = new Map<number | 'self', number>()
const look = () => {
  for (const pid of ['self' as const, ...nodePids()]) memory.set(pid, peakMemoryOf(pid))
}
const looks = setInterval(look, 200)
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
clearInterval(looks)
look()
await ofAllRuns[Symbol.asyncDispose]()
const nodes = childrenCpu()
rmSync(folder, { recursive: true })
const { outcome, reason } = verdict
const inAll = [...memory.values()].reduce((sum, one) => sum + one, 0)
console.log(JSON.stringify({ outcome, reason, wall, runner, nodes, memory: inAll }))
process.exit(0)
