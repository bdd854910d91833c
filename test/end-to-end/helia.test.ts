import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { resolvePaths } from '../../src/runner/language/plan/resolve-paths.ts'
import { planOf, root, runToEnd } from '../support/run-topology.ts'

const folder = path.join(root, 'examples/helia')
/** Its packages are not among topo's own: .ci/run installs them, or `npm ci --prefix examples/helia`. */
const isInstalled = existsSync(path.join(folder, 'node_modules/helia'))
if (!isInstalled) process.stderr.write('SKIPPED examples/helia: not installed; `npm ci` in it does\n')

function plan(...[part, replacement]: readonly string[]) {
  const text = readFileSync(path.join(folder, 'helia.yaml'), 'utf8')
  if (part !== undefined && !text.includes(part)) throw new Error(`helia.yaml has no "${part}"`)
  return resolvePaths(planOf(text.replace(part ?? '', replacement ?? '')), folder)
}

it.runIf(isInstalled)(
  'Helia fetches a file through a relay that was away, from blocks in LevelDB',
  async () => {
    const { verdict, events } = await runToEnd(plan())
    expect(verdict).toMatchObject({ outcome: 'pass' })
    // Helia imports WebRTC, whose add-on opens sockets of its own, but nobody uses it.
    expect(events.filter(({ kind }) => kind === 'note')).toEqual([])
  },
)

it.runIf(isInstalled)('the topology of Helia fails when the relay does not come back', async () => {
  const { verdict } = await runToEnd(plan('fault: restart, node: boot, down: 2m', 'fault: kill, node: boot'))
  expect(verdict.outcome).toBe('fail')
  expect(verdict.reason).toMatch(/alice holds no reservation on boot/)
})
