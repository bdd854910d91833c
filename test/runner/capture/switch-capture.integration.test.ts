/** The packets of the virtual network, read back by tcpdump: each line is a packet as a network engineer sees it. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { nameServer } from '../../../src/protocol/names.ts'
import { op } from '../../../src/protocol/wire.ts'
import { Captures } from '../../../src/runner/capture/captures.ts'
import { SwitchCapture } from '../../../src/runner/capture/switch-capture.ts'
import {
  presetRouters,
  type RouterConfig,
} from '../../../src/runner/simulation/network/routes/router-config.ts'
import { hasTcpdump, packetsIn } from '../../support/captured.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { Lab } from '../simulation/network/lab.ts'

const epoch = Date.UTC(2026, 0, 1)
const boot = '5.16.0.10'
const home = '23.45.53.11'

/** A lab whose packets are captured: alice and bob behind home, carol behind cafe, boot on the internet. */
class CapturedLab extends Lab {
  readonly folder: string
  readonly #files: Captures
  readonly #tap: SwitchCapture

  constructor({
    limit = 1e9,
    routers = twoHomes,
  }: { limit?: number; routers?: readonly RouterConfig[] } = {}) {
    const folder = path.join(temporaryFolder(), 'pcap')
    const named = [{ name: 'boot', addresses: [boot] }]
    const files = new Captures({ folder, limit, topology: 'test', routers, named }, epoch)
    const tap = new SwitchCapture(1, files)
    super({ hosts: { boot: null, alice: 'home', bob: 'home', carol: 'cafe' }, routers, tap })
    this.folder = folder
    this.#files = files
    this.#tap = tap
  }

  note(text: string): void {
    this.#tap.note(text, this.now)
  }

  end() {
    this.#tap.finish(this.now)
    return this.#files.close()
  }

  bytes(network: string): Buffer {
    this.end()
    return readFileSync(path.join(this.folder, `${network}.pcapng`))
  }

  /** The packets of a network: `5.020 5.16.0.10.80 > 10.0.0.2.34038 S.`, with relative numbers. */
  seen(network: string): readonly string[] {
    this.end()
    return packetsIn(path.join(this.folder, `${network}.pcapng`), '-tt').map(short)
  }
}

const twoHomes = [...presetRouters('home', 'port-restricted-cone'), ...presetRouters('cafe', 'symmetric')]

function short(line: string): string {
  return line
    .replace(/^(\d+\.\d+)/, (time) => (Number(time) - epoch / 1000).toFixed(3))
    .replace(/ IP6? /, ' ')
    .replace(/: Flags \[([^\]]*)\]/, ' $1')
    .replace(/, seq \d+, win \d+, options .*$/, '')
    .replace(/, seq \d+, ack \d+, win \d+, options .*$/, '')
    .replace(/, win \d+/, '')
}

describe.skipIf(!hasTcpdump)('a capture of the virtual network', () => {
  let lab: CapturedLab
  beforeEach(() => {
    lab = new CapturedLab()
  })

  it('has a connection on both sides of a NAT, from SYN to FIN, with the acknowledgements', () => {
    lab.listen('boot', 80)
    const { client, server } = lab.open('alice', 'boot', 80)
    lab.send('alice', op.data, client, 'hello')
    lab.run(5100)
    lab.send('boot', op.data, server, Buffer.alloc(3000))
    lab.run(5200)
    lab.send('alice', op.end, client)
    lab.run(5300)
    lab.send('boot', op.end, server)
    lab.run(6000)
    const inside = lab.seen('behind-home')
    expect(inside).toEqual([
      '0.000 10.0.0.2.34038 > 5.16.0.10.80 S',
      '0.020 5.16.0.10.80 > 10.0.0.2.34038 S.',
      '0.020 10.0.0.2.34038 > 5.16.0.10.80 ., ack 1, length 0',
      '5.000 10.0.0.2.34038 > 5.16.0.10.80 P., seq 1:6, ack 1, length 5: HTTP',
      '5.020 5.16.0.10.80 > 10.0.0.2.34038 ., ack 6, length 0',
      '5.110 5.16.0.10.80 > 10.0.0.2.34038 ., seq 1:1461, ack 6, length 1460: HTTP',
      '5.110 5.16.0.10.80 > 10.0.0.2.34038 ., seq 1461:2921, ack 6, length 1460: HTTP',
      '5.110 5.16.0.10.80 > 10.0.0.2.34038 P., seq 2921:3001, ack 6, length 80: HTTP',
      '5.110 10.0.0.2.34038 > 5.16.0.10.80 ., ack 3001, length 0',
      '5.200 10.0.0.2.34038 > 5.16.0.10.80 F., seq 6, ack 3001, length 0',
      '5.220 5.16.0.10.80 > 10.0.0.2.34038 ., ack 7, length 0',
      '5.310 5.16.0.10.80 > 10.0.0.2.34038 F., seq 3001, ack 7, length 0',
      '5.310 10.0.0.2.34038 > 5.16.0.10.80 ., ack 3002, length 0',
    ])
    const outside = lab.seen('public')
    expect(outside.length).toBe(inside.length)
    expect(outside.slice(0, 3)).toEqual([
      `0.000 ${home}.34038 > 5.16.0.10.80 S`,
      `0.010 5.16.0.10.80 > ${home}.34038 S.`,
      `0.020 ${home}.34038 > 5.16.0.10.80 ., ack 1, length 0`,
    ])
    expect(lab.seen('behind-cafe')).toEqual([])
  })

  it('has the reset of a closed port, and the SYN that a NAT drops', () => {
    lab.dial('alice', boot, 81)
    lab.dial('boot', home, 9000, 1500)
    expect(lab.seen('public')).toEqual([
      `0.000 ${home}.34038 > 5.16.0.10.81 S`,
      expect.stringMatching(/^0\.010 5\.16\.0\.10\.81 > .* R\., seq 0, ack \d+, length 0$/),
      expect.stringMatching(/^200\.\d+ 5\.16\.0\.10\.\d+ > .*\.9000 S$/),
      expect.stringMatching(/^201\.\d+ 5\.16\.0\.10\.\d+ > .*\.9000 S$/),
    ])
    expect(lab.seen('behind-home').length).toBe(2)
    expect(lab.bytes('public').toString('latin1')).toContain('topo: dropped by home')
  })

  it('has the retransmissions during a blackhole outside of the NAT, and the one that arrives', () => {
    lab.listen('boot', 80)
    const { client } = lab.open('alice', 'boot', 80)
    const cut = lab.net.cut({ from: ['alice'], to: ['boot'], mode: 'blackhole', oneWay: false }, lab.now)
    lab.send('alice', op.data, client, 'hello')
    lab.run(6000)
    cut.heal(lab.now)
    lab.run(7000)
    const sent = (at: string) => `${at} ${home}.34038 > 5.16.0.10.80 P., seq 1:6, ack 1, length 5: HTTP`
    expect(lab.seen('public').slice(3)).toEqual([
      sent('5.000'),
      sent('5.220'),
      sent('5.660'),
      sent('6.540'),
      `6.550 5.16.0.10.80 > ${home}.34038 ., ack 6, length 0`,
    ])
    expect(lab.bytes('public').toString('latin1').split('topo: stopped by a cut').length).toBe(4)
  })

  it('repeats data whose acknowledgements a one-way cut stops, and acknowledges each', () => {
    lab.listen('boot', 80)
    const { client } = lab.open('alice', 'boot', 80)
    const cut = lab.net.cut({ from: ['boot'], to: ['alice'], mode: 'blackhole', oneWay: true }, lab.now)
    lab.send('alice', op.data, client, 'hello')
    lab.run(5400)
    cut.heal(lab.now)
    lab.run(6000)
    expect(lab.seen('behind-home').slice(3)).toEqual([
      '5.000 10.0.0.2.34038 > 5.16.0.10.80 P., seq 1:6, ack 1, length 5: HTTP',
      '5.220 10.0.0.2.34038 > 5.16.0.10.80 P., seq 1:6, ack 1, length 5: HTTP',
      '5.660 10.0.0.2.34038 > 5.16.0.10.80 P., seq 1:6, ack 1, length 5: HTTP',
      '5.680 5.16.0.10.80 > 10.0.0.2.34038 ., ack 6, length 0',
    ])
    expect(lab.seen('public').filter((line) => line.endsWith('ack 6, length 0')).length).toBe(3)
  })

  it('has the resets of a cut that refuses: to both ends, and to a dial', () => {
    lab.listen('boot', 80)
    lab.open('alice', 'boot', 80)
    lab.net.cut({ from: ['alice'], to: ['boot'], mode: 'refuse', oneWay: false }, lab.now)
    lab.run(5100)
    lab.dial('alice', boot, 80, 1000)
    expect(lab.seen('public').slice(3)).toEqual([
      expect.stringMatching(`^5.000 5.16.0.10.80 > ${home}.34038 R, seq \\d+, length 0$`),
      expect.stringMatching(`^5.000 ${home}.34038 > 5.16.0.10.80 R, seq \\d+, length 0$`),
      `5.100 ${home}.34039 > 5.16.0.10.80 S`,
      expect.stringMatching(`^5.110 5.16.0.10.80 > ${home}.34039 R\\., seq 0, ack \\d+, length 0$`),
    ])
    expect(lab.seen('behind-home').at(-1)).toMatch(/^5\.120 /)
  })

  it('has the reset by which a machine that lost its power answers old connections', () => {
    lab.listen('boot', 80)
    const { client } = lab.open('alice', 'boot', 80)
    lab.net.crash('boot', lab.now, { kind: 'silent' })
    lab.run(5100)
    lab.listen('boot', 80)
    lab.send('alice', op.data, client, 'hello')
    lab.run(5500)
    expect(lab.seen('public').at(-1)).toMatch(/^5\.110 5\.16\.0\.10\.80 > .* R, seq \d+, length 0$/)
  })

  it('says when a window is full, and when it opens', () => {
    lab.greedy = false
    lab.listen('boot', 80)
    const { client, server } = lab.open('alice', 'boot', 80)
    lab.send('alice', op.data, client, Buffer.alloc(600 * 1024))
    lab.run(5100)
    lab.consume('boot', server, 300 * 1024)
    lab.run(5200)
    lab.end()
    const windows = packetsIn(path.join(lab.folder, 'public.pcapng'))
      .filter((line) => line.includes(`${boot}.80 > `))
      .map((line) => /win (\d+)/.exec(line)?.[1])
    expect(windows).toEqual(['64240', '0', '2400', '1696'])
  })

  it('has datagrams, their fragments, and the ICMP error for a port that nobody has', () => {
    const socket = lab.bind('alice', 5000)
    lab.bind('boot', 6000)
    lab.datagram('alice', socket, boot, 6000, 'x'.repeat(3000))
    lab.run(100)
    lab.datagram('alice', socket, boot, 6001)
    lab.run(200)
    expect(lab.seen('behind-home')).toEqual([
      '0.000 10.0.0.2.5000 > 5.16.0.10.6000: UDP, length 3000',
      '0.000 10.0.0.2 > 5.16.0.10: ip-proto-17',
      '0.000 10.0.0.2 > 5.16.0.10: ip-proto-17',
      '0.100 10.0.0.2.5000 > 5.16.0.10.6001: UDP, length 1',
      '0.120 5.16.0.10 > 10.0.0.2: ICMP 5.16.0.10 udp port 6001 unreachable, length 36',
    ])
    expect(lab.seen('public').at(-1)).toBe(
      `0.110 5.16.0.10 > ${home}: ICMP 5.16.0.10 udp port 6001 unreachable, length 36`,
    )
  })

  it('has IPv6, with its own largest segment and its own ICMP', () => {
    lab.listen('boot', 80, '::')
    const six = lab.net.addresses('boot')[1] ?? ''
    lab.net.move('alice', null, 0)
    const client = lab.connect('alice', six, 80)
    lab.run(100)
    lab.send('alice', op.data, client, Buffer.alloc(2000))
    lab.run(200)
    lab.datagram('alice', lab.bind('alice', 5000, { address: '::' }), six, 6001, 'x'.repeat(3000))
    lab.run(300)
    const seen = lab.seen('public')
    expect(seen.join('\n')).toContain(`> ${six}.80 ., seq 1:1441, ack 1, length 1440: HTTP`)
    expect(seen.at(-1)).toContain(`ICMP6, destination unreachable, unreachable port, ${six} udp port 6001`)
  })

  it('has one packet for a group, and only in its own network', () => {
    lab.bind('bob', 5353, { groups: ['224.0.0.251'] })
    lab.datagram('alice', lab.bind('alice', 5353), '224.0.0.251', 5353, '\0'.repeat(12))
    lab.run(100)
    expect(lab.seen('behind-home')).toEqual([expect.stringContaining('10.0.0.2.5353 > 224.0.0.251.5353')])
    expect(lab.seen('public')).toEqual([])
  })

  it('has questions and answers of the name server as DNS', () => {
    const question = JSON.stringify({ id: 7, name: 'nobody.example', type: 'A' })
    lab.datagram('alice', lab.bind('alice', 5000), nameServer.address, nameServer.port, question)
    lab.run(100)
    expect(lab.seen('behind-home')).toEqual([
      '0.000 10.0.0.2.5000 > 198.51.100.53.53: 7+ A? nobody.example. (32)',
      '0.020 198.51.100.53.53 > 10.0.0.2.5000: 7 NXDomain 0/0/0 (32)',
    ])
  })

  it('has a packet between neighbours that goes through their router once on each side of it', () => {
    const [config] = presetRouters('home', 'full-cone')
    const nat = config?.nat ?? null
    if (config === undefined || nat === null) throw new Error('full-cone has no NAT')
    const router = {
      ...config,
      nat: { ...nat, hairpinning: true },
      ports: [{ external: 4001, to: 'bob', port: 80 }],
    }
    const hairpin = new CapturedLab({ routers: [router, ...presetRouters('cafe', 'symmetric')] })
    hairpin.listen('bob', 80)
    expect(hairpin.dial('alice', home, 4001)).toBe('connected')
    expect(hairpin.seen('behind-home').slice(0, 2)).toEqual([
      `0.000 10.0.0.2.34038 > ${home}.4001 S`,
      expect.stringMatching(/ > 10\.0\.0\.3\.80 S$/),
    ])
    expect(hairpin.seen('public')).toEqual([])
  })

  it('stops at its limit, and says so', () => {
    const small = new CapturedLab({ limit: 8192 })
    small.listen('boot', 80)
    const { client } = small.open('alice', 'boot', 80)
    for (let at = 0; at < 20; at += 1) {
      small.send('alice', op.data, client, Buffer.alloc(1000))
      small.run(small.now + 100)
    }
    const ends = small.end()
    expect(ends.map(({ end }) => end === null)).toEqual([false, false, true])
    expect(ends[0]?.end).toBe('the capture stops here: the file has reached its limit of 8KiB')
    const file = small.bytes('public')
    expect(file.byteLength).toBeLessThanOrEqual(8192)
    expect(file.toString('latin1')).toContain(ends[0]?.end)
    expect(small.seen('public').length).toBeGreaterThan(5)
  })

  it('can be read while it goes on, and has comments and the names of machines', () => {
    lab.listen('boot', 80)
    lab.note('5s: fault: boot restarts')
    lab.open('alice', 'boot', 80)
    lab.net.move('alice', null, lab.now)
    lab.run(6000)
    lab.dial('alice', boot, 80, 1000)
    const file = path.join(lab.folder, 'public.pcapng')
    expect(packetsIn(file).length).toBeGreaterThan(3)
    const text = readFileSync(file).toString('latin1')
    expect(text).toContain('5s: fault: boot restarts')
    expect(text.split('alice\0').length).toBe(3)
    expect(text).toContain('boot\0')
  })
})

it('the same seed gives the same bytes', () => {
  const [one, other] = [1, 2].map(() => {
    const lab = new CapturedLab()
    lab.listen('boot', 80)
    const { client } = lab.open('alice', 'boot', 80)
    lab.send('alice', op.data, client, 'hello')
    lab.dial('carol', boot, 80)
    return lab.bytes('public')
  })
  expect(one?.equals(other ?? Buffer.alloc(0))).toBe(true)
  expect(one?.byteLength).toBeGreaterThan(500)
})
