import { describe, expect, it } from 'vitest'
import { batchKind, type Frame } from '../../../src/protocol/wire.ts'
import { liveWiring } from '../../../src/runner/fabrics/virtual/live-wiring.ts'
import { tellingMoves } from '../../../src/runner/fabrics/virtual/network-wiring.ts'
import { roundsWiring } from '../../../src/runner/fabrics/virtual/rounds-wiring.ts'
import type { NodeChannel } from '../../../src/runner/processes/channel.ts'
import { RealClock } from '../../../src/runner/simulation/clock/real.ts'
import { VirtualClock } from '../../../src/runner/simulation/clock/virtual.ts'
import { presetRouters } from '../../../src/runner/simulation/network/routes/router-config.ts'
import { Lab } from '../simulation/network/lab.ts'

const configure = {
  type: 'configure',
  config: { kind: 'command', name: 'alice', peerId: '', identity: '', listen: [] },
  names: {},
  epoch: 0,
  reportOutput: false,
  probers: [],
  proberIdentity: '',
} as const

/** A process that does nothing but hear. */
function listener() {
  const heard: object[] = []
  const take = (frames: readonly Frame[]) => {
    for (const { payload } of frames) heard.push(JSON.parse(Buffer.from(payload).toString()))
  }
  let answer: Parameters<NodeChannel['onBatch']>[0]
  const channel: Pick<NodeChannel, 'send' | 'onBatch'> = {
    send: ({ time, frames }) => {
      take(frames)
      queueMicrotask(() =>
        answer?.({ kind: batchKind.idle, time, next: Number.POSITIVE_INFINITY, frames: [] }),
      )
    },
    onBatch: (listen) => {
      answer = listen
    },
  }
  return { heard, channel: channel as NodeChannel }
}

describe('a process that has waited while its node was moved', () => {
  const names = ['alice']
  const routers = [...presetRouters('home', 'full-cone'), ...presetRouters('cafe', 'full-cone')]

  it.each(['virtual', 'real'] as const)(
    'hears its addresses before what it is to be, in %s time',
    async (kind) => {
      const lab = new Lab({ hosts: { alice: 'home' }, routers })
      const clock = kind === 'virtual' ? new VirtualClock({ network: lab.net }) : new RealClock()
      const shared = { switch: lab.net, seed: 1, epoch: 0 }
      const wiring =
        clock.kind === 'virtual'
          ? roundsWiring({ ...shared, clock, names })
          : liveWiring({ ...shared, clock })
      const spawned = wiring.parameters('alice', 1, 0)
      const { addresses } = tellingMoves(lab.net, wiring).move('alice', 'cafe', 0)
      const { heard, channel } = listener()
      const link = wiring.attach('alice', channel, () => {})
      link.send(configure)
      if (clock.kind === 'virtual') {
        clock.start()
        await expect.poll(() => heard.length).toBe(2)
        clock.stop()
      }
      expect(spawned).not.toMatchObject({ addresses })
      expect(heard).toMatchObject([{ type: 'sandbox/addresses', addresses }, { type: 'configure' }])
    },
  )
})
