// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders of commands
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { topo } from '../support/cli.ts'
import { planOf, root, runToEnd, runUndisturbed, temporaryFolder } from '../support/run-topology.ts'

/** Short only for what is waited for in vain. */
const deadlines = (reason: RegExp) => ({
  ready: reason.source.includes('after 2 s') ? 2000 : 30_000,
  stop: 2000,
})
const folder = temporaryFolder()

const isRunning = { at: '0s', expect: 'process', node: 'alice', state: 'running', within: '20s' }

const command = (settings: object, timeline: readonly object[] = [isRunning]) =>
  planOf(
    JSON.stringify({
      name: 'command',
      fabric: 'host',
      nodes: { alice: { kind: 'command', cwd: folder, ...settings } },
      timeline,
    }),
  )

const node = (script: string) => ({ command: ['node', '-e', script] })
const failing = { ...node('console.log("no database"); process.exit(7)'), ready: '^ready' }
const stay = 'setInterval(() => {}, 1000);'
const other = '12D3KooWPdcRuT3nLdV4L52PdJey2toUUD24S8pQ9ohDWcQZKvvf'

describe('a command that', () => {
  writeFileSync(path.join(folder, 'plain.txt'), 'no program')

  it.each([
    ['is not in PATH', { command: ['no-such-peer'] }, /there is no program "no-such-peer" in PATH/],
    ['is not built', { command: ['./peer'] }, /there is no program .*\/peer: is it built\?/],
    ['may not be executed', { command: ['./plain.txt'] }, /plain\.txt may not be executed: chmod \+x/],
    ['is a folder', { command: ['./'] }, /is a folder, not a program/],
    ['runs in no folder', { ...node('0'), cwd: '/no/such' }, /there is no folder \/no\/such \(`cwd`\)/],
    ['ends at its start', failing, /ended with exit code 7/],
    [
      'is never ready',
      { ...node(stay), ready: '^ready' },
      /it printed no line that matches \/\^ready\/ \(`ready`\) after 2 s/,
    ],
    [
      'prints no multiaddr',
      { ...node(`console.log('ready');${stay}`), ready: 'ready', findMultiaddr: 'at (.*)' },
      /it printed no multiaddr that matches \/at \(\.\*\)\/ \(`findMultiaddr`\) after 2 s/,
    ],
    [
      'prints something else',
      { ...node(`console.log('at home');${stay}`), findMultiaddr: 'at (.*)' },
      /"home" is no multiaddr, such as \/ip4\/127\.0\.0\.1\/tcp\/4001/,
    ],
    [
      'is given no multiaddr',
      { ...node(stay), multiaddr: '127.0.0.1:${port}' },
      /"127\.0\.0\.1:\d+" is no multiaddr/,
    ],
    [
      'has another identity',
      { ...node(stay), multiaddr: `/ip4/127.0.0.1/tcp/1/p2p/${other}` },
      /is that of another peer: others know alice as 12D3\w+\. Start it with the identity `\$\{identity\}`, or write `peerId: 12D3/,
    ],
    ['does not say hello', { ...node(stay), agent: true }, /it was not ready after 2 s/],
  ])('%s makes the verdict unknown, with the reason', async (_, settings, reason) => {
    const { verdict } = await runToEnd(command(settings), { deadlines: deadlines(reason) })
    expect(verdict.outcome).toBe('unknown')
    expect(verdict.reason).toMatch(/^alice did not start: /)
    expect(verdict.reason).toMatch(reason)
  })

  it('ends at its start has its last lines in the event log', async () => {
    const { events } = await runToEnd(command(failing))
    expect(events.find(({ kind }) => kind === 'node-failed')).toMatchObject({ log: ['no database'] })
  })
})

it('addresses that are printed at once are all there when the node is ready', async () => {
  const printed = [1, 2, 3].map((port) => `at /ip4/127.0.0.1/tcp/${port}`).join('\n')
  const { events } = await runToEnd(
    command({ ...node(`console.log(${JSON.stringify(printed)});${stay}`), findMultiaddr: 'at (.*)' }),
  )
  const ready = events.find((event) => event.kind === 'node-ready')
  expect(ready?.addresses.map((address) => address.split('/')[4])).toEqual(['1', '2', '3'])
})

it('a node whose child holds its output open has ended when its own process has', async () => {
  const child = `console.log('up'); ${stay}`
  const spawned = `spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' })`
  const script = `require('node:child_process').${spawned}; setTimeout(() => process.exit(3), 1000)`
  const { verdict } = await runToEnd(
    command({ ...node(script), ready: '^up' }, [
      { at: '0s', expect: 'process', node: 'alice', state: 'exited', code: 3, within: '20s' },
    ]),
  )
  expect(verdict.expectations).toMatchObject([{ outcome: 'pass' }])
})

it('a program that knows nothing of topo is dialled, frozen, killed and started again', async () => {
  const { verdict, results } = await runUndisturbed(
    planOf(`
name: plain-peer
fabric: host
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, relays: [boot] }
  carol:
    kind: command
    command: [node, plain-peer.ts, --port, "\${port}", --identity, "\${identity}", --relay, "\${relay.boot}"]
    cwd: ${path.join(root, 'test/fixtures/programs')}
    env: { GREETING: "\${name}, seed \${seed}" }
    ready: ^hello
    findMultiaddr: address (\\S+)
    stopSignal: SIGINT
timeline:
  - { at: 0s, expect: reservation, peer: carol, relay: boot, accordingTo: relay, within: 30s }
  - { expect: matrix, table: { alice: { carol: direct } }, within: 5s }
  - { expect: reachable, from: alice, to: carol, path: relayed, via: boot, within: 5s }
  - { fault: pause, node: carol }
  - { expect: unreachable, from: alice, to: carol, within: 10s }
  - { fault: resume, node: carol }
  - { fault: kill, node: carol }
  - { fault: start, node: carol }
  - { expect: reachable, from: alice, to: carol, path: direct, within: 10s }
  - { fault: stop, node: carol }
  - { expect: log, node: carol, pattern: "^got SIGINT$", times: 1 }
  - { at: 0s, expect: log, node: carol, pattern: "^hello from carol, seed 1$", times: ">=2", within: 60s }
`),
  )
  expect(verdict.outcome).toBe('pass')
  const ports = readFileSync(results.nodeLog('carol'), 'utf8').match(
    /^address \/ip4\/127\.0\.0\.1\/tcp\/(\d+)\/p2p\/\w+$/gm,
  )
  expect(new Set(ports).size).toBe(1)
})

describe('topo agent-check', () => {
  const program = ['--', 'node', 'test/fixtures/programs/foreign-agent.ts']

  it('passes a program that speaks the protocol', async () => {
    const { code, stdout } = await topo('agent-check', ...program)
    expect(stdout).not.toContain('WRONG')
    expect(stdout).toContain('ok    stop')
    expect(code).toBe(0)
  })

  it.each([
    ['identity', /WRONG configure, ready: expected "peerId":"12D3\w+", the one of the identity/],
    ['probe', /WRONG probe: expected "paths":\[\{"kind":"direct"\}\], but it said \{\}/],
    ['disconnect', /WRONG disconnect: expected "closed":1/],
  ])('names the step at which one goes wrong: %s', async (flaw, message) => {
    const { code, stdout } = await topo('agent-check', ...program, flaw)
    expect(stdout).toMatch(message)
    expect(code).toBe(1)
  })

  it('names a program that does not say hello', async () => {
    const { code, stdout } = await topo('agent-check', '--', 'node', '-e', 'console.log(1)')
    expect(stdout).toMatch(/WRONG hello: no `hello` with the secret .*: its process ended \(exit code 0\)/)
    expect(code).toBe(1)
  })
})
