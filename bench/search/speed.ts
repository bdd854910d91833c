/** Measures the runs a second of a search: three nodes, 30 to 40 virtual minutes a run, on all cores. */
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { ratio } from '../measure.ts'
import { cpuOfAll, prepare } from './prepare.ts'

/** Runs that start the processes and warm them up. */
const warmUp = 8

export async function speed([count = '40']: readonly string[]): Promise<void> {
  const { signal } = new AbortController()
  const file = fileURLToPath(new URL('speed.yaml', import.meta.url))
  using prepared = prepare({ file, libp2p: null, jobs: availableParallelism(), signal })
  let begun: { readonly cpu: number; readonly wall: number; readonly virtual: number } | null = null
  const now = (virtual: number) => ({ cpu: cpuOfAll(), wall: performance.now() / 1000, virtual })
  const state = await prepared.search({
    seed: 1,
    count: warmUp + Number(count),
    isGuided: true,
    isBiased: true,
    shrinks: false,
    tell: {
      run: (_, { runs, virtualTime }) => {
        if (runs === warmUp) begun = now(virtualTime)
      },
    },
  })
  const start = begun ?? now(0)
  const end = now(state.virtualTime)
  const runs = state.runs - warmUp
  const [wall, cpu] = [end.wall - start.wall, end.cpu - start.cpu]
  const minutes = (end.virtual - start.virtual) / 60_000 / runs
  console.log(
    `${runs} runs of ${minutes.toFixed(0)} virtual minutes: ${(runs / wall).toFixed(2)} runs a second`,
  )
  console.log(`  ${(cpu / runs).toFixed(2)} s of CPU for each run, on ${availableParallelism()} cores`)
  const possible = (runs / cpu) * availableParallelism()
  console.log(
    `  with both cores to itself: ${possible.toFixed(2)} runs a second, ${ratio(possible, 'at least', 1.5)}`,
  )
}
