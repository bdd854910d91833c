import { expect, it } from 'vitest'
import { installedExample } from '../support/installed-example.ts'
import { runToEnd, runToFailure } from '../support/run-topology.ts'

const { isInstalled, plan } = installedExample('helia')

it.runIf(isInstalled)(
  'Helia fetches a file through a relay that was away, from blocks in LevelDB, and does so again',
  async () => {
    // Side by side, so each run disturbs the other.
    const [first, second] = await Promise.all([runToEnd(plan('helia')), runToEnd(plan('helia'))])
    expect(first.verdict).toMatchObject({ outcome: 'pass' })
    expect(second.verdict).toMatchObject({ outcome: 'pass', fingerprint: first.verdict.fingerprint })
    // Helia imports WebRTC, whose add-on opens sockets of its own, but nobody uses it.
    expect(first.events.filter(({ kind }) => kind === 'note')).toEqual([])
  },
)

it.runIf(isInstalled)('the topology of Helia fails when the relay does not come back', async () => {
  const { verdict } = await runToFailure(
    plan('helia', 'fault: restart, node: boot, down: 2m', 'fault: kill, node: boot'),
  )
  expect(verdict.outcome).toBe('fail')
  expect(verdict.reason).toMatch(/alice holds no reservation on boot/)
})
