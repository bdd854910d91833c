/** Real releases, installed from the registry on first use. */
import { beforeAll, describe, expect, it } from 'vitest'
import { agentPrograms } from '../../src/runner/agent-programs.ts'
import { Releases } from '../../src/runner/releases/releases.ts'
import { runToEnd, shipped } from '../support/run-topology.ts'

const versions = ['1.9.4', '2.1.9', '2.10.0', '3.0.7', '3.3.5']
const boot = 'boot: { kind: boot-node }'

beforeAll(async () => {
  await agentPrograms(versions, new Releases())
}, 900_000)

describe('a libp2p release', () => {
  it.each([...versions, 'current'])('%s relays, holds reservations and answers probes', async (libp2p) => {
    const { verdict, events } = await runToEnd(shipped('hello', { libp2p }))
    expect(verdict.reason).toBe('1 of 1 expectations hold')
    expect(events).toContainEqual(expect.objectContaining({ kind: 'relay-reservation', outcome: 'accepted' }))
    expect(events).toContainEqual(expect.objectContaining({ kind: 'reservation-made', node: 'alice' }))
  })

  it.each([
    ['2.10.0', 'current'],
    ['current', '2.10.0'],
    ['1.9.4', 'current'],
  ])('%s as peers gets along with %s as the boot-node', async (libp2p, relay) => {
    const plan = shipped('hello', { libp2p }, [boot, `boot: { kind: boot-node, libp2p: ${relay} }`])
    expect((await runToEnd(plan)).verdict.reason).toBe('1 of 1 expectations hold')
  })

  it('says what it does not have', async () => {
    const { events } = await runToEnd(shipped('hello', { libp2p: '1.9.4' }))
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'note',
        node: 'boot',
        text: 'unsupported by this libp2p: AutoNAT v2 (AutoNAT v1 instead)',
      }),
    )
  })

  // https://github.com/libp2p/js-libp2p/issues/3571
  it('has its own faults: the first renewal loses the address in 3.3.5, and no more in the current one', async () => {
    const { verdict } = await runToEnd(shipped('relay-expiry', { libp2p: '3.3.5' }))
    expect(verdict.outcome).toBe('fail')
    expect(verdict.reason).toContain('it advertises no relayed address')
    expect((await runToEnd(shipped('relay-expiry'))).verdict.outcome).toBe('pass')
  })
})
