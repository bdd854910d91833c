import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/base/errors.ts'
import { renderDiagnostics } from '../../src/runner/language/diagnostics/render.ts'
import { resolvePaths } from '../../src/runner/language/plan/resolve-paths.ts'
import { example, planOf, root, runToEnd } from '../support/run-topology.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const folder = temporaryFolder()

/** Runs a topology with one node whose module has this text; null: there is no file. */
async function runModule(name: string, text: string | null, settings: object = {}) {
  const file = path.join(folder, name)
  if (text !== null) writeFileSync(file, text)
  const nodes = { alice: { kind: 'module', module: `./${name}`, ...settings } }
  const timeline = [{ at: '0s', expect: 'process', node: 'alice', state: 'running', within: '20s' }]
  const plan = resolvePaths(
    planOf(
      JSON.stringify({ name: 'module', clock: name === 'never.ts' ? 'real' : 'virtual', nodes, timeline }),
    ),
    folder,
  )
  // Only what is never ready is waited for in vain, and that in real time.
  return runToEnd(plan, { deadlines: { ready: name === 'never.ts' ? 3000 : 30_000, stop: 500 } })
}

const host = `
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { tcp } from '@libp2p/tcp'
import { createLibp2p } from 'libp2p'
const hostWith = (options) => createLibp2p({ transports: [tcp()], connectionEncrypters: [noise()], streamMuxers: [yamux()], ...options })
`

describe('a module that', () => {
  it.each([
    ['is not there', 'missing.ts', null, {}, ['there is no such file', '--> FOLDER/missing.ts']],
    [
      'is no TypeScript',
      'syntax.ts',
      'const a = 1\nexport function createNode( {\n',
      {},
      ['--> FOLDER/syntax.ts:3:1'],
    ],
    [
      'imports a file that is not there',
      'import.ts',
      "// first\nimport { x } from './nowhere.ts'\nexport const createNode = x\n",
      {},
      ['cannot find what it imports: "./nowhere.ts"', '--> FOLDER/import.ts:2:19'],
    ],
    [
      'imports a package that is not installed',
      'package.ts',
      "import 'left-pad-of-nobody/lib'\nexport const createNode = 1\n",
      {},
      ['"left-pad-of-nobody/lib"', 'npm install left-pad-of-nobody', 'package.ts:1:8'],
    ],
    [
      'imports what its release does not have',
      'release.ts',
      "import { gossip } from '@libp2p/no-such-service'\nexport const createNode = gossip\n",
      {},
      ['has "@libp2p/no-such-service"', 'npm install @libp2p/no-such-service', 'release.ts:1:24'],
    ],
    [
      'imports a native add-on that is not there',
      'native.ts',
      "import addOn from './build/peer.node'\nexport const createNode = addOn\n",
      {},
      ['cannot find what it imports: "./build/peer.node"', 'native.ts:1:19'],
    ],
  ])('%s is an error of the input, at its place', async (_, name, text, settings, parts) => {
    const error: unknown = await runModule(name, text, settings).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(InputError)
    const shown = renderDiagnostics((error as InputError).files, { color: false })
    expect(shown).toContain('error[broken-module]')
    for (const part of parts) expect(shown).toContain(part.replace('FOLDER', folder))
  })

  it.each([
    [
      'throws while it is loaded',
      'load.ts',
      "\n\nthrow new Error('no disk')\nexport const createNode = 1\n",
      /loading load\.ts failed: no disk \(at .*load\.ts:3:7\)/,
    ],
    [
      'exports something else',
      'other.ts',
      'export const start = 1\n',
      /other\.ts does not export createNode \(it exports start\)/,
    ],
    [
      'exports no function',
      'value.ts',
      'export const createNode = { a: 1 }\n',
      /createNode of value\.ts is no function, but an object/,
    ],
    [
      'returns nothing',
      'nothing.ts',
      'export async function createNode() {}\n',
      /createNode of nothing\.ts returned nothing, not a libp2p host/,
    ],
    [
      'returns no host',
      'object.ts',
      'export const createNode = () => ({ peerId: 1 })\n',
      /returned an object, not a libp2p host/,
    ],
    [
      'throws at its start',
      'throws.ts',
      '/* a comment */\nconst open = () => {\n  throw new Error(`no disk`)\n}\nexport async function createNode() {\n  open()\n}\n',
      /createNode of throws\.ts failed: no disk \(at .*throws\.ts:3:9\)/,
    ],
    [
      'is never ready',
      'never.ts',
      'export const createNode = () => new Promise(() => {})\n',
      /never\.ts had not loaded, or its createNode had not returned a host that is started after 3 s/,
    ],
    [
      'has an identity of its own',
      'identity.ts',
      `${host}export const createNode = () => hostWith({})\n`,
      /the host of identity\.ts has the peer id \w+, but others know the node as \w+: pass `privateKey: context\.privateKey`/,
    ],
    [
      'starts a process',
      'spawn.ts',
      "import { spawn } from 'node:child_process'\nexport const createNode = () => spawn('true')\n",
      /createNode of spawn\.ts failed: A node in virtual time cannot start processes/,
    ],
  ])('%s makes the verdict unknown, with the reason', async (_, name, text, reason) => {
    const { verdict, results } = await runModule(name, text)
    expect(verdict.outcome).toBe('unknown')
    expect(verdict.reason).toMatch(reason)
    if (name === 'throws.ts')
      expect(readFileSync(results.nodeLog('alice'), 'utf8')).toMatch(/at .*throws\.ts:6:3/)
  })

  it('has started its host already is observed from then on', async () => {
    const text = `${host}export const createNode = async (context) => {
      const own = await hostWith({ privateKey: context.privateKey, addresses: { listen: [...context.listen] } })
      context.log(context.arguments.room, context.connect.length)
      return own
    }\n`
    const { verdict, results } = await runModule('started.ts', text, { with: { room: 'lobby' } })
    expect(verdict.outcome).toBe('pass')
    expect(readFileSync(results.nodeLog('alice'), 'utf8')).toBe('lobby 0\n')
  })

  it('has packages of every kind sees the node of the topology, not the machine', async () => {
    const packages = path.join(folder, 'node_modules')
    mkdirSync(path.join(packages, 'captured'), { recursive: true })
    writeFileSync(
      path.join(packages, 'captured/index.js'),
      `const { now } = Date, { networkInterfaces } = require('os'), { randomBytes } = require('crypto'), net = require('net')
      exports.see = () => [now(), ...Object.values(networkInterfaces()).flat().map(({ address }) => address), randomBytes(4).toString('hex'), process.argv.length]
      exports.connect = () => new Promise((resolve) => net.connect(1, '127.0.0.1').on('error', ({ code }) => resolve(code)))`,
    )
    writeFileSync(path.join(packages, 'captured/later.mjs'), 'export const loaded = performance.now()')
    const text = `${host}import captured from 'captured'
    export const createNode = async (context) => {
      context.log(captured.see().join(' '), await captured.connect())
      const before = performance.now()
      context.log((await import('captured/later.mjs')).loaded === before, performance.now() === before)
      return hostWith({ start: false, privateKey: context.privateKey, addresses: { listen: [...context.listen] } })
    }\n`
    const { verdict, results } = await runModule('captured.ts', text)
    expect(verdict.outcome).toBe('pass')
    expect(readFileSync(results.nodeLog('alice'), 'utf8')).toMatchInlineSnapshot(`
      "1767225600000 127.0.0.1 ::1 5.16.0.10 2a00:100::1 0df8d936 2 ECONNREFUSED
      true true
      "
    `)
  })
})

it.each(['1.9.4', '2.1.9', '2.10.0', '3.0.7'])(
  'a module on libp2p %s reserves, is reached, and tells what becomes of its reservations',
  async (libp2p) => {
    const node = { kind: 'module', module: './any-release.ts', relays: ['boot'], nat: 'symmetric' }
    const nodes = { boot: { kind: 'boot-node' }, alice: node, bob: { ...node, connect: ['alice'] } }
    const timeline = [
      { at: '10s', expect: 'reservation', peer: ['alice', 'bob'], relay: 'boot' },
      { at: '10s', expect: 'reachable', from: 'bob', to: 'alice', path: 'relayed', via: 'boot' },
      { at: '10s', expect: 'log', node: 'bob', pattern: '^reached alice$', times: '>=1' },
      { at: '1m', fault: 'stop', node: 'boot' },
      { at: '1m', expect: 'event', of: 'reservation-lost', node: 'alice', within: '1m' },
    ]
    const plan = planOf(JSON.stringify({ name: 'any-release', nodes, timeline }), { libp2p })
    const { verdict, events } = await runToEnd(resolvePaths(plan, path.join(root, 'test/fixtures/modules')))
    expect(verdict.reason).toBe('4 of 4 expectations hold')
    expect(events).toContainEqual(expect.objectContaining({ kind: 'reservation-made', node: 'alice' }))
  },
)

it('the history of a chat survives a restart of the boot-node', async () => {
  const { verdict } = await runToEnd(example('chat'))
  expect(verdict.outcome).toBe('pass')
})

it('rendezvous of a module is observed on both sides, whoever speaks it', async () => {
  const module = { kind: 'module', module: './rendezvous.ts' }
  const nodes = {
    point: module,
    alice: { ...module, relays: ['point'] },
    // A peer that relays knows its public address from the start.
    bob: {
      kind: 'peer',
      listen: true,
      relay: true,
      rendezvous: { at: 'point', namespace: 'chat', ttl: '2m', discoverEvery: '10s' },
    },
    hidden: { ...module, relays: ['point'], with: { hidden: true } },
  }
  const at = { at: '20s', namespace: 'chat', within: '20s' }
  const timeline = [
    { ...at, expect: 'registered', peer: ['alice', 'bob', 'hidden'], point: 'point' },
    { ...at, expect: 'discovered', by: 'alice', peer: 'bob', point: 'point' },
    { ...at, expect: 'discovered', by: 'bob', peer: 'alice', point: 'point' },
    { ...at, expect: 'discovered', by: 'hidden', peer: 'alice', id: 'hides' },
    // It takes back its registration, and the one that the point forgets is that of a crash.
    { ...at, at: '70s', expect: 'registered', peer: 'alice', point: 'point', state: 'none' },
    { at: '80s', fault: 'kill', node: 'bob' },
    {
      ...at,
      expect: 'registered',
      peer: 'bob',
      point: 'point',
      state: 'none',
      after: '0s',
      at: undefined,
      within: '3h',
    },
  ]
  const plan = planOf(JSON.stringify({ name: 'rendezvous-of-modules', nodes, timeline }))
  const { verdict } = await runToEnd(resolvePaths(plan, path.join(root, 'test/fixtures/modules')))
  const told = verdict.expectations.map(({ outcome, reason }) => `${outcome}: ${reason}`)
  expect(told).toEqual([
    'pass: alice is registered in chat at point: point accepted it at 190ms',
    'pass: alice discovered bob in chat at point at 10.14s',
    'pass: bob discovered alice in chat at point at 340ms',
    'unknown: hidden hides its discoveries',
    'pass: alice is not registered in chat at point: alice took it back at 1m 0.13s',
    'pass: bob is not registered in chat at point: it expired at 2m 0.29s',
  ])
})
