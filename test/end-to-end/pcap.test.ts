/** Captured packets of whole runs. What a single packet looks like is in test/runner/capture/. */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasTcpdump, packetsIn } from '../support/captured.ts'
import { TopoCommand, topo } from '../support/cli.ts'
import { hasNamespaces } from '../support/namespaces.ts'
import { shipped } from '../support/run-topology.ts'
import { sharedRun } from '../support/shared-run.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const capturesIn = (folder: string) => globSync(`${folder}/*/2*/pcap/*.pcapng`).sort()

describe.skipIf(!hasTcpdump).concurrent('topo run --pcap', () => {
  it('keeps the same bytes each time, and leaves the run as it is', async () => {
    const results = temporaryFolder()
    const { stdout, stderr, code } = await topo(
      ...['run', 'topologies/hello.yaml', '--pcap', '--repeat', '2', '--jobs', '2', '--results', results],
    )
    expect({ code, stderr }).toMatchObject({ code: 0 })
    const [one, other] = capturesIn(results)
    expect(readFileSync(one ?? '').equals(readFileSync(other ?? ''))).toBe(true)
    const { verdict } = await sharedRun(shipped('hello'))
    expect(stderr).toContain(`2 runs, 1 fingerprint (${verdict.fingerprint})`)
    const packets = packetsIn(one ?? '')
    expect(packets.length).toBeGreaterThan(100)
    expect(packets[0]).toContain('Flags [S]')
    expect(readFileSync(path.join(one ?? '', '../../report.html'), 'utf8')).toContain('"pcap/public.pcapng"')
    expect(stdout).toContain('PASS')
  })

  it('stops at --pcap-limit, and says so at the end', async () => {
    const results = temporaryFolder()
    const run = await topo(...['run', 'topologies/hello.yaml', '--pcap-limit', '16KiB', '--results', results])
    expect(run.code).toBe(0)
    expect(run.stdout).toMatch(/packets +\S+\/pcap\n/)
    expect(run.stderr).toContain(
      'public.pcapng: the capture stops here: the file has reached its limit of 16KiB\n',
    )
    expect(packetsIn(capturesIn(results)[0] ?? '').length).toBeGreaterThan(10)
  })

  it('leaves readable files when the runner is killed', async () => {
    const results = temporaryFolder()
    const run = new TopoCommand(['run', 'topologies/relay-expiry.yaml', '--pcap', '--results', results])
    await run.prints('alice is ready')
    run.child.kill('SIGKILL')
    await run.end()
    const files = capturesIn(results)
    expect(files.map((file) => path.basename(file))).toEqual([
      'behind-alice-router.pcapng',
      'behind-bob-router.pcapng',
      'public.pcapng',
    ])
    expect(packetsIn(files[0] ?? '').length).toBeGreaterThan(10)
  })
})

const behindNat = `
name: behind-nat
fabric: netns
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, nat: symmetric, relays: [boot] }
timeline:
  - { at: 0s, expect: reservation, peer: alice, relay: boot, state: held, within: 20s }
  - { fault: cut, between: [alice, boot], mode: refuse, for: 1s }
  - { expect: reservation, peer: alice, relay: boot, state: none, within: 20s }
`

describe.skipIf(!hasTcpdump || !hasNamespaces)('topo run --pcap on fabric netns', () => {
  it('keeps each packet once in each network that it crosses, with the addresses that it has there', async () => {
    const folder = temporaryFolder()
    const file = path.join(folder, 'behind-nat.yaml')
    writeFileSync(file, behindNat)
    const run = await topo('run', file, '--pcap', '--results', path.join(folder, 'results'))
    expect(run).toMatchObject({ code: 0 })
    const [inside, outside] = capturesIn(path.join(folder, 'results'))
    const syns = (capture = '') => packetsIn(capture).filter((line) => line.includes('Flags [S]'))
    expect(syns(inside).length).toBeGreaterThan(0)
    expect(syns(inside).every((line) => line.includes('IP 10.0.0.2.'))).toBe(true)
    // The wires refuse at the machine's end: a refused dial does not get out.
    expect(syns(outside).length).toBe(1)
    expect(syns(outside)[0]).toMatch(/IP (?!10\.)\S+ > 5\.16\.0\.10\.4001: /)
    expect(packetsIn(inside ?? '').filter((line) => line.includes('Flags [R]')).length).toBeGreaterThan(0)
    const text = readFileSync(inside ?? '', 'latin1')
    expect(text).toContain('topo: a cut sends this')
    expect(text).toMatch(/fault begins: nothing passes between alice and boot/)
  }, 120_000)
})
