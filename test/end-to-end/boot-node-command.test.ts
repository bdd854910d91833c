/** `topo boot-node` as its users run it: a program by itself, and libp2p clients that know nothing of topo. */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { generateKeyPair, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import type { Libp2p } from '@libp2p/interface'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { describe, expect, it } from 'vitest'
import { basicOptions, basicServices, basicTransports } from '../../src/nodes/host/options.ts'
import { readMetric } from '../../src/nodes/metrics/read-metrics.ts'
import { RendezvousClient } from '../../src/nodes/rendezvous/client.ts'
import { profiles } from '../../src/protocol/profiles.ts'
import { readProduction } from '../../src/runner/contract/read-production.ts'
import { TopoCommand, topo } from '../support/cli.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const devPeerId = '12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN'

/** Starts it on a free port, hands over the lines that it prints, and ends it with a signal. */
async function withBootNode(
  args: readonly string[],
  use: (lines: readonly string[]) => Promise<void>,
  signal: 'SIGINT' | 'SIGTERM' = 'SIGTERM',
) {
  const command = new TopoCommand(['boot-node', '--port', '0', ...args])
  const ended = command.end()
  await command.prints(args.includes('--metrics-port') ? '/metrics\n' : '\n')
  try {
    await use(command.stdout.trim().split('\n'))
  } finally {
    command.child.kill(signal)
  }
  return ended
}

async function withHosts(
  listen: readonly string[],
  use: (hosts: readonly [Libp2p, Libp2p]) => Promise<void>,
) {
  const key = await generateKeyPair('Ed25519')
  const create = (addresses: readonly string[]) =>
    createLibp2p({
      ...basicOptions,
      privateKey: key,
      addresses: { listen: [...addresses] },
      transports: [...basicTransports, circuitRelayTransport()],
      services: basicServices,
    })
  const other = createLibp2p({
    ...basicOptions,
    transports: [...basicTransports, circuitRelayTransport()],
    services: basicServices,
  })
  const [reserving, dialling] = await Promise.all([create(listen), other])
  try {
    await use([reserving, dialling])
  } finally {
    await Promise.all([reserving.stop(), dialling.stop()])
  }
}

describe.concurrent('topo boot-node', () => {
  it('is a relay that one client reserves on and another dials through, and counts both', async () => {
    const { code, stderr } = await withBootNode(
      ['--dev', '--metrics-port', '0'],
      async ([address = '', metrics = '']) => {
        expect(address).toMatch(new RegExp(`^/ip4/127.0.0.1/tcp/\\d+/p2p/${devPeerId}$`))
        await withHosts([`${address}/p2p-circuit`], async ([reserving, dialling]) => {
          const connection = await dialling.dial(multiaddr(`${address}/p2p-circuit/p2p/${reserving.peerId}`))
          expect(connection.remotePeer.toString()).toBe(reserving.peerId.toString())
          expect(connection.remoteAddr.toString()).toContain('/p2p-circuit')
        })
        const counted = [{ labels: expect.objectContaining({ status: 'OK' }), value: 1 }]
        expect(await readMetric(metrics, 'topo_relay_reservations_total')).toEqual(counted)
        expect(await readMetric(metrics, 'topo_relay_circuits_total')).toEqual(
          expect.arrayContaining([{ labels: { outcome: 'opened', status: 'OK' }, value: 1 }]),
        )
      },
    )
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  it('is a rendezvous point and a Kademlia server when it is asked to be', async () => {
    const kad = '/calimero/kad/1.0.0'
    await withBootNode(['--rendezvous', '--kad', kad], async ([address = '']) => {
      const key = await generateKeyPair('Ed25519')
      await withHosts([], async ([, host]) => {
        await host.dial(multiaddr(address))
        const client = new RendezvousClient(host, key, address)
        // The key is not that of the host: nobody registers somebody else.
        await expect(client.register('chat', ['/ip4/31.45.0.11/tcp/4001'], 7_200_000)).rejects.toThrow(
          'E_NOT_AUTHORIZED',
        )
        expect(await client.discover('chat', null)).toMatchObject({ found: [] })
        const stream = await host.dialProtocol(multiaddr(address), kad)
        expect(stream.protocol).toBe(kad)
        stream.abort(new Error('enough'))
      })
    })
  })

  it('tells topo contract init its configuration', async () => {
    const file = path.join(temporaryFolder(), 'production.yaml')
    await withBootNode(['--dev', '--profile', 'calimero-boot-node'], async ([address = '']) => {
      const { code, stderr } = await topo('contract', 'init', '--from', address, '-o', file)
      expect(stderr).toBe('')
      expect(code).toBe(0)
    })
    const text = readFileSync(file, 'utf8')
    expect(text).toContain('# agent version: js-libp2p/')
    expect(text).toContain('#   /libp2p/circuit/relay/0.2.0/hop')
    const { relay, autonat, rendezvous, kad } = profiles['calimero-boot-node']
    const { reservationDuration, maxCircuitDuration, maxCircuitBytes } = relay
    const said = { reservationDuration, maxCircuitDuration, maxCircuitBytes, autonat, rendezvous, kad }
    const production = { source: file, profile: null, said }
    expect(readProduction({ file, text })).toEqual({ ok: true, production })
  })

  it('makes a private key for its owner alone, and has the same peer id the next time', async () => {
    const file = path.join(temporaryFolder(), 'key')
    const first = await withBootNode(['--private-key', file], async () => {}, 'SIGINT')
    expect(first).toMatchObject({ code: 130, stderr: `topo: made a new private key, ${file}\n` })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const second = await withBootNode(['--private-key', file], async () => {})
    expect(second.stderr).toBe('')
    expect(peerIdIn(second.stdout)).toBe(peerIdIn(first.stdout))
  })

  it.each(['raw', 'base64'] as const)('takes a libp2p key, %s', async (form) => {
    const key = await generateKeyPair('Ed25519')
    const bytes = Buffer.from(privateKeyToProtobuf(key))
    const file = path.join(temporaryFolder(), 'key')
    writeFileSync(file, form === 'raw' ? bytes : `${bytes.toString('base64')}\n`)
    const { stdout } = await withBootNode(['--private-key', file], async () => {})
    expect(peerIdIn(stdout)).toBe(peerIdFromPrivateKey(key).toString())
    expect(readFileSync(file).length).toBeGreaterThan(60)
  })

  it.each([
    { what: 'a file that is no key', content: 'hello', reason: 'is not a private key of libp2p' },
    { what: 'an empty file', content: '', reason: 'is not a private key of libp2p' },
    { what: 'a folder', content: null, reason: 'cannot read the private key' },
  ])('refuses $what', async ({ content, reason }) => {
    const file = path.join(temporaryFolder(), 'key')
    if (content === null) mkdirSync(file)
    else writeFileSync(file, content)
    const { code, stderr, stdout } = await topo('boot-node', '--port', '0', '--private-key', file)
    expect(stderr).toContain(reason)
    expect(stderr).not.toMatch(/^ +at /m)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  it('says so when its port is taken', async () => {
    await withBootNode([], async ([address = '']) => {
      const port = /\/tcp\/(\d+)/.exec(address)?.[1] ?? ''
      const { code, stderr } = await topo('boot-node', '--port', port)
      expect(stderr).toMatch(/^topo: the boot-node cannot start: .*EADDRINUSE/s)
      expect(code).toBe(2)
    })
  })

  it.each([
    { args: ['--port', '70000'], reason: 'expected a TCP port' },
    { args: ['--listen', 'everywhere'], reason: 'expected an IP address' },
    { args: ['--kad', 'kad'], reason: 'expected a protocol' },
    { args: ['--dev', '--private-key', 'key'], reason: 'cannot be used with' },
  ])('refuses $args', async ({ args, reason }) => {
    const { code, stderr } = await topo('boot-node', ...args)
    expect(stderr).toContain(reason)
    expect(code).toBe(2)
  })
})

function peerIdIn(text: string): string | undefined {
  return /\/p2p\/(\w+)/.exec(text)?.[1]
}
