import { createServer } from 'node:net'
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { identify } from '@libp2p/identify'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { createLibp2p } from 'libp2p'
import { afterEach, describe, expect, it } from 'vitest'
import { probe } from '../../../src/nodes/agent/probe.ts'
import type { Prober } from '../../../src/nodes/agent/prober.ts'
import { acceptTransfers, transferBytes } from '../../../src/nodes/agent/transfer.ts'
import type { DialOptions } from '../../../src/nodes/host/dial-options.ts'
import { basicOptions, basicTransports } from '../../../src/nodes/host/options.ts'

const basic: DialOptions = { ...basicOptions, transports: basicTransports }
const listen = ['/ip4/127.0.0.1/tcp/0', '/ip4/127.0.0.1/tcp/0']

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const act of cleanup.splice(0)) await act()
})

async function createHost(
  options: DialOptions & { readonly hasPing?: boolean; readonly listens?: boolean } = {},
) {
  const { hasPing = true, listens = true, ...dialOptions } = options
  const host = await createLibp2p({
    ...basic,
    ...dialOptions,
    addresses: { listen: listens ? listen : [] },
    services: { identify: identify(), ...(hasPing && { ping: ping() }) },
  })
  cleanup.push(() => host.stop())
  return host
}

/** A node with these options, as the commands know it. */
async function createProber(changed: DialOptions = {}): Promise<Prober> {
  const dialOptions = { ...basic, ...changed }
  return {
    host: await createHost({ ...dialOptions, listens: false }),
    dialOptions,
    identity: '07'.repeat(32),
  }
}

/** An address that takes connections and says nothing. */
async function silentAddress(): Promise<string> {
  const server = createServer(() => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanup.push(() => server.close())
  const address = server.address()
  return `/ip4/127.0.0.1/tcp/${address !== null && typeof address === 'object' ? address.port : 0}`
}

/** TCP, which notes the addresses that are dialled. */
function noting(dialled: string[]): NonNullable<DialOptions['transports']> {
  return [
    (components) => {
      const transport = tcp()(components)
      const dial = transport.dial.bind(transport)
      transport.dial = (address, options) => {
        dialled.push(address.toString())
        return dial(address, options)
      }
      return transport
    },
  ]
}

const ask = { paths: 'any', timeout: 5000 } as const

describe('a probe', () => {
  it('makes one dial, in the order of the host', async () => {
    const target = await createHost()
    const addresses = target.getMultiaddrs().map(String)
    const [first = '', second = ''] = addresses
    for (const [preferred, expected] of [
      [first, first],
      [second, second],
    ]) {
      const dialled: string[] = []
      const prober = await createProber({
        transports: noting(dialled),
        connectionManager: {
          addressSorter: (a) => (String(a.multiaddr) === preferred ? -1 : 1),
        },
      })
      const peerId = target.peerId.toString()
      expect(await probe(prober, { peerId, addresses, ...ask })).toEqual({
        paths: [{ kind: 'direct' }],
        reason: '',
      })
      expect(dialled).toEqual([expected])
    }
  })

  it('leaves the dial timeout to the host, so a dead first address may take the time of all', async () => {
    const target = await createHost()
    const dead = await silentAddress()
    const [live = ''] = target.getMultiaddrs().map(String)
    const order = {
      addressSorter: ({ multiaddr }: { multiaddr: object }) => (String(multiaddr).startsWith(dead) ? -1 : 1),
    }
    const input = { peerId: target.peerId.toString(), addresses: [dead, live], ...ask }
    const impatient = await createProber({
      connectionManager: { ...order, dialTimeout: 200, addressDialTimeout: 1000 },
    })
    const { paths, reason } = await probe(impatient, input)
    expect(paths).toEqual([])
    expect(reason).toMatch(/^direct: no answer in \d+ ms; direct: not dialled any more$/)
    const patient = await createProber({
      connectionManager: { ...order, dialTimeout: 5000, addressDialTimeout: 200 },
    })
    expect(await probe(patient, input)).toMatchObject({ paths: [{ kind: 'direct' }] })
    expect(await probe(impatient, { ...input, each: true })).toMatchObject({ paths: [{ kind: 'direct' }] })
    expect(await probe(impatient, { ...input, paths: 'all' })).toMatchObject({ paths: [{ kind: 'direct' }] })
  })

  it('has no answer on one address after its timeout, and none on several after `latest`', async () => {
    const target = await createHost()
    const dead = await silentAddress()
    const prober = await createProber()
    const peerId = target.peerId.toString()
    expect(await probe(prober, { peerId, addresses: [dead], ...ask, timeout: 150 })).toEqual({
      paths: [],
      reason: 'direct: no answer in 150 ms',
    })
    const addresses = [dead, await silentAddress()]
    expect(await probe(prober, { peerId, addresses, ...ask, latest: 150 })).toEqual({
      paths: [],
      reason: 'direct: no answer in 150 ms; direct: not dialled any more',
    })
  })

  it('of each address ends with the first of a way that works, and does not wait for dead ones', async () => {
    const target = await createHost()
    const prober = await createProber()
    const [live = ''] = target.getMultiaddrs().map(String)
    const input = {
      peerId: target.peerId.toString(),
      addresses: [await silentAddress(), live],
      timeout: 60_000,
    }
    for (const how of [{ paths: 'all' }, { paths: 'any', each: true }] as const) {
      expect(await probe(prober, { ...input, ...how })).toMatchObject({ paths: [{ kind: 'direct' }] })
    }
  }, 20_000)

  it('asks the connection gater of the node', async () => {
    const target = await createHost()
    const prober = await createProber({ connectionGater: { denyDialMultiaddr: () => true } })
    const addresses = target.getMultiaddrs().map(String)
    const { paths, reason } = await probe(prober, { peerId: target.peerId.toString(), addresses, ...ask })
    expect(paths).toEqual([])
    expect(reason).toContain('connection gater denied')
  })

  it('uses the encrypters, the muxers and the protector of the node', async () => {
    const target = await createHost()
    const used: string[] = []
    const prober = await createProber({
      connectionEncrypters: [
        (components) => {
          used.push('encrypter')
          return noise()(components)
        },
      ],
      streamMuxers: [
        () => {
          used.push('muxer')
          return yamux()()
        },
      ],
      connectionProtector: () => ({
        protect: async (connection) => {
          used.push('protector')
          return connection
        },
      }),
    })
    used.length = 0
    const addresses = target.getMultiaddrs().map(String)
    const { paths } = await probe(prober, { peerId: target.peerId.toString(), addresses, ...ask })
    expect(paths).toEqual([{ kind: 'direct' }])
    expect(used.sort()).toEqual(['encrypter', 'muxer', 'protector'])
  })

  it('takes a peer that refuses the ping protocol for reached: it has answered', async () => {
    const target = await createHost({ hasPing: false })
    const addresses = target.getMultiaddrs().map(String)
    const input = { peerId: target.peerId.toString(), addresses, ...ask }
    expect(await probe(await createProber(), input)).toMatchObject({ paths: [{ kind: 'direct' }] })
  })

  const foreign = ['/ip4/127.0.0.1/tcp/1/ws']

  it('fails where the node itself has no transport', async () => {
    const { peerId } = await createHost()
    const input = { peerId: peerId.toString(), addresses: foreign, ...ask }
    expect(await probe(await createProber(), input)).toEqual({
      paths: [],
      reason: `no transport of the dialling node fits ${foreign[0]}/p2p/${peerId}`,
    })
  })

  it('cannot tell where the node has a transport that its options do not tell of', async () => {
    const target = await createHost()
    const prober = { ...(await createProber()), dialOptions: { ...basic, transports: [] } }
    const addresses = target.getMultiaddrs().map(String)
    const input = { peerId: target.peerId.toString(), addresses, ...ask }
    await expect(probe(prober, input)).rejects.toThrow('that the host of a probe lacks')
  })

  it('cannot tell where the options of the node are not known, or make no second host', async () => {
    const target = await createHost()
    const addresses = target.getMultiaddrs().map(String)
    const input = { peerId: target.peerId.toString(), addresses, ...ask }
    const unknown = { ...(await createProber()), dialOptions: null }
    await expect(probe(unknown, input)).rejects.toThrow('topo does not know how its host dials')
    const broken = {
      ...(await createProber()),
      dialOptions: {
        transports: [
          () => {
            throw new Error('only once')
          },
        ],
      },
    }
    await expect(probe(broken, input)).rejects.toThrow(
      'no second host with its transports can be made: only once',
    )
  })
})

describe('a transfer', () => {
  it('makes the dial of a probe', async () => {
    const target = await createHost()
    await acceptTransfers(target)
    const addresses = target.getMultiaddrs().map(String)
    const input = { peerId: target.peerId.toString(), paths: 'any', bytes: 100_000 } as const
    const time = { dialTimeout: 5000, timeout: 5000 }
    const denied = await createProber({ connectionGater: { denyDialMultiaddr: () => true } })
    expect(await transferBytes(denied, { ...input, addresses, ...time })).toMatchObject({
      outcome: 'not-reached',
      reason: expect.stringContaining('connection gater denied'),
    })
    const dialled: string[] = []
    const free = await createProber({ transports: noting(dialled) })
    expect(await transferBytes(free, { ...input, addresses, ...time })).toEqual({
      outcome: 'complete',
      path: { kind: 'direct' },
      arrived: 100_000,
      reason: '',
    })
    expect(dialled).toHaveLength(1)
  })
})
