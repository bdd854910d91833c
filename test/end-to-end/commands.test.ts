// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders of commands
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { TopoCommand, topo } from '../support/cli.ts'
import { planOf, root, runToEnd, runUndisturbed } from '../support/run-topology.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

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
      /"home" is not a multiaddr, such as \/ip4\/127\.0\.0\.1\/tcp\/4001/,
    ],
    [
      'is given no multiaddr',
      { ...node(stay), multiaddr: '127.0.0.1:${port}' },
      /"127\.0\.0\.1:\d+" is not a multiaddr/,
    ],
    [
      'has another identity',
      { ...node(stay), multiaddr: `/ip4/127.0.0.1/tcp/1/p2p/${other}` },
      /belongs to another peer: others know alice as 12D3\w+\. Start it with the key of `\$\{identity\}` or `\$\{keyFile\}`, or write `peerId: 12D3/,
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
  const spawned = `spawn(process.execPath, ['-e', '${stay}'], { stdio: 'inherit' })`
  const end = 'setTimeout(() => process.exit(3), 3000)'
  const { verdict } = await runUndisturbed(
    command(
      { ...node(`require('node:child_process').${spawned}; console.log('up'); ${end}`), ready: '^up' },
      [{ at: '0s', expect: 'process', node: 'alice', state: 'exited', code: 3, within: '60s' }],
    ),
  )
  expect(verdict.expectations).toMatchObject([{ outcome: 'pass' }])
})

it('a node whose child in another session holds its output open is not waited for, and its log says so', async () => {
  const tenMinutes = 'setTimeout(() => {}, 600000)'
  const spawned = `spawn(process.execPath, ['-e', '${tenMinutes}'], { stdio: 'inherit', detached: true })`
  const { verdict, results } = await runUndisturbed(
    command(
      { ...node(`console.log('up', require('node:child_process').${spawned}.pid);${stay}`), ready: '^up' },
      [
        { at: '0s', fault: 'kill', node: 'alice' },
        { expect: 'process', node: 'alice', state: 'exited', within: '20s' },
      ],
    ),
  )
  const log = readFileSync(results.nodeLog('alice'), 'utf8')
  const left = Number(/^up (\d+)$/m.exec(log)?.[1])
  // The run is over, and the child is not.
  expect(process.kill(left, 'SIGKILL')).toBe(true)
  expect(verdict.expectations).toMatchObject([{ outcome: 'pass' }])
  expect(log).toMatch(/^\[topo: the process has ended, something that it started still holds its output/m)
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
    command: [node, plain-peer.ts, --port, "\${port}", --key-file, "\${keyFile}", --relay, "\${relay.boot}"]
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

it('a program tells its reservations, metrics and addresses by coloured lines, and that it ignores 127.0.0.1', async () => {
  const { verdict, events } = await runUndisturbed(
    planOf(`
name: telling
fabric: host
nodes:
  relay: { kind: command, command: [sleep, "60"], multiaddr: /ip4/127.0.0.1/tcp/4002 }
  carol:
    kind: command
    command: [node, telling-program.mjs, "\${keyFile}", "\${relay.relay}"]
    cwd: ${path.join(root, 'test/fixtures/programs')}
    ready: INFO ready
    findMultiaddr: INFO listening on (\\S+)
    findMetrics: INFO metrics at (\\S+)
    tells:
      - { pattern: "INFO reserved on (?<relay>\\\\S+)", event: reservation-made }
      - { pattern: "INFO lost: (?<reason>.*)", event: reservation-lost, with: { relay: relay } }
timeline:
  - { at: 0s, expect: reservation, peer: carol, relay: relay, within: 20s }
  - { expect: log, node: carol, pattern: "^12:00:00 INFO a key of 68 bytes$", times: 1 }
  - { expect: metric, node: carol, name: relays_asked_total, labels: { outcome: denied }, value: 3 }
  - { expect: event, of: reservation-lost, node: carol, times: 1 }
  - { expect: event, of: connection-opened, times: 1, within: 1s }
`),
  )
  const outcomes = verdict.expectations.map(({ outcome }) => outcome)
  expect(outcomes).toEqual(['pass', 'pass', 'pass', 'pass', 'unknown'])
  expect(verdict.reason).toMatch(
    /A likely cause: carol does not count 127\.0\.0\.1 as an address .*NoAddressesInReservation.* With `fabric: netns`/,
  )
  const ready = events.find((event) => event.kind === 'node-ready' && event.node === 'carol')
  expect(ready).toMatchObject({
    addresses: [
      expect.stringMatching(/^\/ip4\/127\.0\.0\.1\/udp\/4001\/quic-v1\/p2p\/\w+$/),
      expect.stringMatching(/^\/ip4\/127\.0\.0\.1\/tcp\/4001\/p2p\/\w+$/),
    ],
  })
})

const note = (text: unknown) => JSON.stringify({ type: 'event', event: { kind: 'note', text } })

describe.concurrent('a program that speaks the agent protocol and', () => {
  it.each([
    [
      'tells something before its hello',
      ['hello', note('early')],
      /^alice did not start: its process ended with exit code 0 \(instead of a right `hello`: "type" is "event", expected "hello", in the message \{"type":"event".*; see docs\/agent-protocol\.md\)/,
    ],
    [
      'says hello with another secret',
      ['hello', '{"type":"hello","secret":"guess","node":"alice","pid":1}'],
      /instead of a right `hello`: a secret other than the one in TOPO_NODE/,
    ],
    [
      'sends bytes that are no batch for its hello',
      ['hello', 'binary garbage'],
      /instead of a right `hello`: a batch of 4294967295 bytes was announced/,
    ],
    [
      'misspells `ready`',
      ['ready', '{"type":"redy"}'],
      /^alice did not start: it does not speak the agent protocol \("type" is "redy", expected one of "hello", "ready".*; see docs\/agent-protocol\.md\)/,
    ],
    [
      'leaves a field out',
      ['ready', '{"type":"ready","peerId":5}'],
      /"peerId" is 5, expected a text, in the message \{"type":"ready","peerId":5\}/,
    ],
    [
      'answers a probe with a text for a list',
      ['probe', '{"type":"reply","id":1,"output":{"paths":"direct","reason":""}}'],
      /^alice failed: it does not speak the agent protocol \("output\.paths" is "direct", expected a list/,
    ],
    [
      'answers what nobody asked',
      ['probe', '{"type":"failure","id":7,"error":""}'],
      /"id" is 7, expected the id/,
    ],
    ['sends what is not JSON', ['probe', 'paths: direct'], /a message is not JSON: paths: direct/],
    [
      'sends a megabyte',
      ['probe', 'a megabyte'],
      /a message has 1048603 bytes, more than 65536: \{"type":"event","event":"x+…/,
    ],
    [
      'sends bytes that are no batch',
      ['probe', 'binary garbage'],
      /a batch of 4294967295 bytes was announced/,
    ],
  ] as const)('%s makes the verdict unknown at once, with the message', async (_, args, reason) => {
    const program = path.join(root, 'test/fixtures/programs/misspeak.ts')
    const { verdict, events } = await runToEnd(
      planOf(
        JSON.stringify({
          name: 'misspeak',
          fabric: 'host',
          nodes: {
            alice: { kind: 'command', agent: true, command: ['node', program, ...args] },
            bob: { kind: 'peer', listen: true },
          },
          // Without an end of its own the run would fail, and much later.
          timeline: [{ at: '0s', expect: 'reachable', from: 'alice', to: 'bob', within: '10m' }],
        }),
      ),
      { deadlines: { ready: 30_000, stop: 500 } },
    )
    expect(verdict.reason).toMatch(reason)
    expect(verdict.outcome).toBe('unknown')
    expect(events.find((event) => event.kind === 'node-failed')).toMatchObject({ node: 'alice' })
    expect(events.at(-1)).toMatchObject({ kind: 'run-ended', cause: 'failed', reason: verdict.reason })
  })
})

describe('topo agent-check', () => {
  const program = ['--patience', '60', '--', 'node', 'test/fixtures/programs/foreign-agent.ts']

  it('passes a program that speaks the protocol', async () => {
    const { code, stdout } = await topo('agent-check', ...program)
    expect(stdout).not.toContain('WRONG')
    expect(stdout).toContain('ok    stop')
    expect(code).toBe(0)
  })

  it.each([
    ['identity', /WRONG configure, ready: "peerId" is "12D3\w+", expected "12D3\w+", as in `configure`/],
    ['probe', /WRONG probe: "output\.paths" is missing, expected a list, in the message \{/],
    ['disconnect', /WRONG disconnect: "output\.closed" is missing, expected a number/],
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

  it.each([
    ['it is wrong', 'leave-child.mjs', null, 1],
    ['SIGINT', 'hang-with-child.mjs', 'SIGINT', 130],
    ['SIGTERM', 'hang-with-child.mjs', 'SIGTERM', 130],
    ['SIGKILL', 'hang-with-child.mjs', 'SIGKILL', null],
  ] as const)('leaves nothing of a program that has a child: %s', async (_, file, signal, expected) => {
    const program = ['node', path.join('test/fixtures/programs', file)]
    const command = new TopoCommand(['agent-check', '--patience', '600', '--', ...program])
    await command.prints('child ')
    const child = Number(/child (\d+)/.exec(command.stdout)?.[1])
    if (signal !== null) command.child.kill(signal)
    const { code } = await command.end()
    expect(code).toBe(expected)
    await vi.waitFor(() => expect(() => process.kill(child, 0)).toThrow(/ESRCH/), 30_000)
  })
})
