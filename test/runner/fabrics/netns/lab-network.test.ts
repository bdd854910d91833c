import { expect, it } from 'vitest'
import { LabNetwork } from '../../../../src/runner/fabrics/netns/lab-network.ts'
import { presetRouters } from '../../../../src/runner/simulation/network/routes/router-config.ts'
import { Lab } from '../../simulation/network/lab.ts'

const names = ['alice', 'bob', 'boot']
const routers = presetRouters('home', 'full-cone')

/** A lab in which each of these machines has one connection to boot, as `ss -Htn` prints it. */
function labWith(connected: readonly string[]) {
  const model = new Lab({ hosts: { alice: 'home', bob: 'home', boot: null }, routers }).net
  const line = (remote: string) => `0 0 10.0.0.1:4001 ${remote}:5000`
  const [atBoot = ''] = model.path('boot', 'alice').seenAs
  const [boot = ''] = model.path('alice', 'boot').seenAs
  const ss = (machine: string | null) => {
    if (machine === 'boot') return connected.map(() => line(atBoot))
    return connected.includes(machine ?? '') ? [line(boot)] : []
  }
  const lab = {
    run: async (machine: string | null) => ss(machine).join('\n'),
    renew: async () => {},
    device: () => ['', ''] as const,
    wires: { ask: async () => {}, blocked: async () => [] },
  }
  return new LabNetwork({
    lab,
    model,
    layout: { machines: [], wires: [], routers: [] },
    hosts: names,
    routers,
  })
}

it.each([
  [['alice'], 1],
  [['bob'], 0],
  [['alice', 'bob'], 1],
])(
  'a cut between alice and boot, where %j are connected to boot, closes %i connections',
  async (connected, count) => {
    const rule = { from: ['alice'], to: ['boot'], mode: 'refuse', oneWay: false } as const
    const { changes } = await labWith(connected).cut(rule, 0)
    expect(changes.connectionsClosed).toBe(count)
  },
)
