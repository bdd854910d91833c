import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { resolvePaths } from '../../src/runner/language/plan/resolve-paths.ts'
import { planOf, runToEnd } from '../support/run-topology.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const plan = (overrides: Parameters<typeof planOf>[1]) =>
  planOf(
    `
name: log
nodes:
  boot: { kind: boot-node, env: { DEBUG: "libp2p:tcp*" } }
timeline:
  - { at: 1s, expect: log, node: boot, pattern: "tcp:listener listening", within: 20s }
`,
    overrides,
  )

it.each([{}, { clock: 'real' }, { fabric: 'host' }] as const)(
  'a line that a node prints is found with %o',
  async (overrides) => {
    const { verdict, events } = await runToEnd(plan(overrides))
    expect(verdict.outcome).toBe('pass')
    const matched = events.filter(({ kind }) => kind === 'log-matched')
    expect(matched.length).toBeGreaterThan(0)
    if (verdict.clock === 'virtual') expect(matched[0]?.t).toBe(0)
  },
)

/** Prints by every door that there is, and breaks down. */
const printing = `
import fs, { write } from 'node:fs'
import { promisify } from 'node:util'
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { tcp } from '@libp2p/tcp'
import { createLibp2p } from 'libp2p'

export async function createNode({ privateKey, listen, inbound }) {
  setTimeout(async () => {
    fs.writeSync(1, 'LINE text')
    fs.writeSync(1, ' in two writes\\nnot LINE')
    fs.writeSync(1, Buffer.from('..\\nLINE bytes\\n..'), 2, 12)
    fs.writevSync(2, [Buffer.from('LINE of '), Buffer.from('two buffers\\n')])
    fs.writeFileSync(2, 'LINE of a file\\n')
    fs.appendFileSync(2, Buffer.from('LINE appended\\n'))
    const { bytesWritten } = await promisify(write)(1, 'LINE later\\n')
    fs.write(2, Buffer.from('LINE of ' + bytesWritten + ' bytes\\n'), () => process.emitWarning('LINE'))
    console.log('LINE caf\\u00e9')
    process.stdout.write('4c494e45206865780a', 'hex')
    const heart = Buffer.from('LINE \\u2764\\n')
    for (const byte of heart) process.stderr.write(heart.subarray(heart.indexOf(byte), heart.indexOf(byte) + 1))
    process.stdout.write('LINE without an end')
  }, 1000)
  setTimeout(() => { throw new TypeError('LINE thrown') }, 2000)
  process.on('exit', () => console.error('LINE at the exit'))
  return createLibp2p({
    start: false, privateKey, addresses: { listen: [...listen] }, connectionManager: inbound,
    transports: [tcp()], connectionEncrypters: [noise()], streamMuxers: [yamux()],
  })
}
`

it.each(['virtual', 'real'] as const)(
  'every line is found in %s time, whichever way it was printed, up to the end of the process',
  async (clock) => {
    const folder = temporaryFolder()
    writeFileSync(path.join(folder, 'printing.ts'), printing)
    const text = `
name: log
nodes:
  alice: { kind: module, module: ./printing.ts }
timeline:
  - { at: 3s, expect: process, node: alice, state: exited, code: 1, within: 20s }
  - { at: 3s, expect: log, node: alice, pattern: "LINE", times: 15, within: 20s }
`
    const { verdict, events } = await runToEnd(resolvePaths(planOf(text, { clock }), folder))
    const lines = events.flatMap((event) =>
      event.kind === 'log-matched' ? [event.line.replace(/:\d+/, ':PID')] : [],
    )
    expect(lines.sort()).toEqual(
      [
        'LINE text in two writes',
        'not LINE',
        'LINE bytes',
        'LINE of two buffers',
        'LINE of a file',
        'LINE appended',
        'LINE later',
        'LINE of 11 bytes',
        '(node:PID) Warning: LINE',
        'LINE café',
        'LINE hex',
        'LINE ❤',
        'LINE without an end',
        'Uncaught TypeError: LINE thrown',
        'LINE at the exit',
      ].sort(),
    )
    expect(verdict.outcome).toBe('pass')
  },
)
