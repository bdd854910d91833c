/**
 * Benchmarks of `topo search`:
 *
 *     node bench/search.ts rediscover [bugs]                          search/rediscover.ts
 *     node bench/search.ts planted [seeds] [most runs] [ways] [jobs]  search/planted.ts
 *     node bench/search.ts speed [runs]                               search/speed.ts
 */
import { ofAllRuns } from '../src/runner/processes/shared/process-pool.ts'
import { planted } from './search/planted.ts'
import { rediscover } from './search/rediscover.ts'
import { speed } from './search/speed.ts'

const [what = 'speed', ...args] = process.argv.slice(2)
const benchmarks = { rediscover, planted, speed }
if (!Object.hasOwn(benchmarks, what)) throw new Error(`one of ${Object.keys(benchmarks).join(', ')}`)
try {
  await benchmarks[what as keyof typeof benchmarks](args)
} finally {
  await ofAllRuns[Symbol.asyncDispose]()
}
