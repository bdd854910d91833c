import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { op } from '../../../../src/protocol/wire.ts'
import type { ReversibleFault } from '../../../../src/runner/simulation/network/faults/changes.ts'
import type { LinkRule } from '../../../../src/runner/simulation/network/routes/link-rule.ts'
import type { NatPreset } from '../../../../src/runner/simulation/network/routes/nat-behaviour.ts'
import { presetRouters } from '../../../../src/runner/simulation/network/routes/router-config.ts'
import { type Heard, Lab } from './lab.ts'

/** One thing that happens in a random life of a network with a server, two clients and three connections. */
type Action =
  | { readonly kind: 'write'; readonly connection: number; readonly up: boolean; readonly bytes: number }
  | { readonly kind: 'end'; readonly connection: number; readonly up: boolean }
  | { readonly kind: 'reset'; readonly connection: number; readonly up: boolean }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'blackhole'; readonly client: number; readonly oneWay: boolean }
  | { readonly kind: 'heal' }
  | { readonly kind: 'link'; readonly rule: LinkRule }

const quality = fc.record({
  latency: fc.integer({ min: 0, max: 300 }),
  jitter: fc.integer({ min: 0, max: 100 }),
  bandwidth: fc.constantFrom(null, 20_000, 1_000_000),
  loss: fc.constantFrom(0, 0, 0.05, 0.3),
})
const connection = fc.nat(2)
const harmless = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      connection,
      up: fc.boolean(),
      bytes: fc.integer({ min: 1, max: 3000 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.oneof(fc.nat(12), fc.nat(5000)) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('link' as const),
      rule: quality.map((each) => ({ from: '*', to: '*', ...each })),
    }),
  },
)
const cutting = fc.oneof(
  { weight: 5, arbitrary: harmless },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('blackhole' as const),
      client: fc.nat(1),
      oneWay: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'heal' as const }) },
)
const anything = fc.oneof(
  { weight: 8, arbitrary: cutting },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end' as const), connection, up: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reset' as const), connection, up: fc.boolean() }) },
)

interface Life {
  readonly seed: number
  readonly nat: NatPreset
  readonly window: number
}

const life: fc.Arbitrary<Life> = fc.record({
  seed: fc.integer(),
  nat: fc.constantFrom<NatPreset[]>('none', 'full-cone', 'symmetric', 'cgnat'),
  window: fc.constantFrom(1, 100, 4096, 1024 * 1024),
})

const clients = ['alice', 'bob'] as const

/** Plays a life, and remembers what was written when, so that it can be compared with what arrived. */
class World {
  readonly lab: Lab
  readonly connections: { client: number; server: number; host: string }[] = []
  readonly faults: ReversibleFault[] = []
  /** Per direction: the time at which each byte was written, and the least latency since then is 0. */
  readonly written = new Map<string, number[]>()
  readonly ended = new Set<string>()

  constructor({ seed, nat, window }: Life) {
    const routers = presetRouters('home', nat)
    this.lab = new Lab({ seed, window, hosts: { server: null, alice: 'home', bob: null }, routers })
    this.lab.listen('server', 4001)
    for (const host of ['alice', 'bob', 'alice']) {
      this.connections.push({ ...this.lab.open(host, 'server', 4001), host })
    }
  }

  end(index: number, up: boolean): { host: string; id: number; far: string; farId: number; key: string } {
    const { client, server, host } = this.connections[index] ?? { client: 0, server: 0, host: '' }
    return up
      ? { host, id: client, far: 'server', farId: server, key: `${index} up` }
      : { host: 'server', id: server, far: host, farId: client, key: `${index} down` }
  }

  act(action: Action): void {
    switch (action.kind) {
      case 'write': {
        const { host, id, key } = this.end(action.connection, action.up)
        if (this.ended.has(key)) return
        const written = this.written.get(key) ?? []
        this.written.set(key, written)
        const payload = Buffer.from(
          Array.from({ length: action.bytes }, (_, at) => (written.length + at) % 251),
        )
        for (let at = 0; at < action.bytes; at += 1) written.push(this.lab.now)
        this.lab.send(host, op.data, id, payload)
        return
      }
      case 'end':
      case 'reset': {
        const { host, id, key } = this.end(action.connection, action.up)
        if (this.ended.has(key)) return
        this.ended.add(key)
        this.lab.send(host, op[action.kind], id)
        return
      }
      case 'wait':
        this.lab.run(this.lab.now + action.ms)
        return
      case 'blackhole': {
        const from = [clients[action.client] ?? 'alice']
        this.faults.push(
          this.lab.net.cut({ from, to: ['server'], mode: 'blackhole', oneWay: action.oneWay }, this.lab.now),
        )
        return
      }
      case 'heal':
        this.faults.pop()?.heal(this.lab.now)
        return
      case 'link':
        this.faults.push(this.lab.net.setLink(action.rule, this.lab.now))
        return
      default:
        action satisfies never
    }
  }

  play(actions: readonly Action[]): void {
    for (const action of actions) this.act(action)
  }

  settle(): void {
    while (this.faults.length > 0) this.act({ kind: 'heal' })
    this.lab.run(this.lab.now + 1_000_000)
  }

  /** `intact`: the arrived bytes are the first ones that were written. `complete`: all of them arrived. */
  arrived(): { intact: boolean; complete: boolean } {
    let intact = true
    let complete = true
    for (const index of [0, 1, 2]) {
      for (const up of [true, false]) {
        const { far, farId, key } = this.end(index, up)
        const bytes = Buffer.from(this.lab.received(far, farId), 'latin1')
        intact &&= bytes.every((byte, at) => byte === at % 251)
        const length = this.written.get(key)?.length ?? 0
        intact &&= bytes.length <= length
        complete &&= bytes.length === length
      }
    }
    return { intact, complete }
  }
}

const runs = { numRuns: 150 }

describe('the switch, whatever happens,', () => {
  it('delivers every byte once and in order while nothing is reset, however lossy the links', () => {
    fc.assert(
      fc.property(life, fc.array(harmless, { maxLength: 40 }), (options, actions) => {
        const world = new World(options)
        world.play(actions)
        world.settle()
        expect(world.arrived()).toEqual({ intact: true, complete: true })
        expect(world.lab.net.snapshot(world.lab.now).flows).toHaveLength(3)
      }),
      runs,
    )
  })

  it('delivers everything after blackholes have healed, unless a connection timed out', () => {
    fc.assert(
      fc.property(life, fc.array(cutting, { maxLength: 40 }), (options, actions) => {
        const world = new World(options)
        world.play(actions)
        world.settle()
        // 40 waits of 5 s are less than the quarter of an hour that retransmission takes to give up.
        expect(world.arrived()).toEqual({ intact: true, complete: true })
        expect(world.lab.heard.filter(({ op: what }) => what === 'reset')).toEqual([])
      }),
      runs,
    )
  })

  it('delivers a prefix of the written bytes, also when connections end or are reset', () => {
    fc.assert(
      fc.property(life, fc.array(anything, { maxLength: 40 }), (options, actions) => {
        const world = new World(options)
        world.play(actions)
        world.settle()
        expect(world.arrived().intact).toBe(true)
      }),
      runs,
    )
  })

  it('never delivers an end before the last byte', () => {
    fc.assert(
      fc.property(
        life,
        fc.array(cutting, { maxLength: 20 }),
        connection,
        fc.boolean(),
        (options, actions, index, up) => {
          const world = new World(options)
          world.play(actions)
          world.act({ kind: 'end', connection: index, up })
          const { far, farId, key } = world.end(index, up)
          world.settle()
          const end = world.lab.heard.findIndex(
            (frame) => frame.host === far && frame.id === farId && frame.op === 'end',
          )
          const before = world.lab.heard
            .slice(0, end)
            .filter((frame) => frame.id === farId && frame.host === far && frame.op === 'data')
          expect(end).toBeGreaterThan(-1)
          expect(before.reduce((sum, { text }) => sum + text.length, 0)).toBe(
            world.written.get(key)?.length ?? 0,
          )
        },
      ),
      runs,
    )
  })

  it('gives the same deliveries for the same seed and the same calls', () => {
    fc.assert(
      fc.property(life, fc.array(anything, { maxLength: 30 }), (options, actions) => {
        const play = (): Heard[] => {
          const world = new World(options)
          world.play(actions)
          world.settle()
          return world.lab.heard
        }
        expect(play()).toEqual(play())
      }),
      { numRuns: 50 },
    )
  })

  it('delivers no byte before the latency has passed', () => {
    fc.assert(
      fc.property(life, quality, fc.array(harmless, { maxLength: 30 }), (options, each, actions) => {
        const world = new World(options)
        world.lab.net.setLink({ from: '*', to: '*', ...each }, world.lab.now)
        world.play(actions.filter(({ kind }) => kind !== 'link'))
        world.settle()
        // One assertion for all frames: with a window of one byte there are thousands.
        const early: Heard[] = []
        for (const index of [0, 1, 2]) {
          for (const up of [true, false]) {
            const { far, farId, key } = world.end(index, up)
            const written = world.written.get(key) ?? []
            let at = 0
            for (const frame of world.lab.heard) {
              if (frame.host !== far || frame.id !== farId || frame.op !== 'data') continue
              at += frame.text.length
              if (frame.time < (written[at - 1] ?? 0) + each.latency) early.push(frame)
            }
          }
        }
        expect(early).toEqual([])
      }),
      runs,
    )
  })

  it('delivers nothing through a blackhole', () => {
    fc.assert(
      fc.property(
        life,
        fc.array(cutting, { maxLength: 20 }),
        fc.array(harmless, { maxLength: 20 }),
        (options, before, during) => {
          const world = new World(options)
          world.play(before)
          world.lab.net.cut(
            { from: ['alice'], to: ['server'], mode: 'blackhole', oneWay: false },
            world.lab.now,
          )
          const since = world.lab.heard.length
          world.play(during)
          const aliceIds = [0, 2].map((index) => world.connections[index]?.server)
          const heard = world.lab.heard.slice(since)
          expect(
            heard.filter(({ host, id }) => host === 'alice' || (host === 'server' && aliceIds.includes(id))),
          ).toEqual([])
        },
      ),
      runs,
    )
  })

  it('answers every connect sooner or later', () => {
    const destinations = fc.constantFrom(
      'server',
      'alice',
      'bob',
      '8.8.8.8',
      '10.0.0.77',
      '2a00:1::1',
      'nonsense',
      '127.0.0.1',
    )
    fc.assert(
      fc.property(
        life,
        fc.array(cutting, { maxLength: 10 }),
        fc.array(fc.tuple(fc.constantFrom('server', ...clients), destinations, fc.constantFrom(1, 4001)), {
          maxLength: 10,
        }),
        fc.array(cutting, { maxLength: 10 }),
        (options, before, dials, after) => {
          const world = new World(options)
          world.play(before)
          const ids = dials.map(([host, to, port]) => {
            const address = ['server', ...clients].includes(to) ? world.lab.address(to) : to
            return [host, world.lab.connect(host, address, port)] as const
          })
          world.play(after)
          world.lab.run(world.lab.now + 200_000)
          for (const [dialler, dialled] of ids) {
            const answers = world.lab.heard.filter(
              ({ host, id, op: what }) =>
                host === dialler && id === dialled && (what === 'connected' || what === 'refused'),
            )
            expect(answers).toHaveLength(1)
          }
        },
      ),
      runs,
    )
  })

  it('keeps unconsumed bytes within the window', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.array(fc.integer({ min: 1, max: 4000 })),
        (window, writes) => {
          const lab = new Lab({ hosts: { alice: null, bob: null }, window })
          lab.listen('bob', 4001)
          const { client, server } = lab.open('alice', 'bob', 4001)
          lab.greedy = false
          for (const bytes of writes) lab.send('alice', op.data, client, new Uint8Array(bytes))
          lab.run(lab.now + 1_000_000)
          const total = writes.reduce((sum, bytes) => sum + bytes, 0)
          expect(lab.received('bob', server)).toHaveLength(Math.min(total, window))
        },
      ),
      runs,
    )
  })

  it('stands any frame from a process', () => {
    const frame = fc.record({
      op: fc.constantFrom(...Object.values(op)),
      id: fc.nat(12),
      payload: fc.oneof(
        fc.uint8Array({ maxLength: 8 }),
        fc
          .constantFrom(
            '{"address":"127.0.0.1","port":1}',
            '{"address":"0.0.0.0","port":1}',
            'null',
            '[]',
            '{"port":1}',
          )
          .map((text) => Buffer.from(text)),
      ),
    })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(frame, fc.integer({ min: 0, max: 100 })), { maxLength: 60 }),
        (frames) => {
          const lab = new Lab({ hosts: { alice: null, bob: null } })
          for (const [{ op: what, id, payload }, wait] of frames) {
            lab.send('alice', what, id, payload)
            lab.run(lab.now + wait)
          }
          lab.net.crash('alice', lab.now)
          lab.run(lab.now + 2_000_000)
          expect(lab.net.next()).toBe(Number.POSITIVE_INFINITY)
          expect(lab.net.snapshot(lab.now).flows).toEqual([])
        },
      ),
      { numRuns: 500 },
    )
  })
})
