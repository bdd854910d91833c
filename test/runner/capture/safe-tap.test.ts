import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, vi } from 'vitest'
import { op } from '../../../src/protocol/wire.ts'
import { Captures } from '../../../src/runner/capture/captures.ts'
import { SafeTap } from '../../../src/runner/capture/safe-tap.ts'
import { SwitchCapture } from '../../../src/runner/capture/switch-capture.ts'
import type { Tap } from '../../../src/runner/simulation/network/kernel/tap.ts'
import { test } from '../../support/temporary-folder.ts'
import { Lab } from '../simulation/network/lab.ts'

/** The network after a datagram and a connection, one of which makes the capture throw, and the ends of the files. */
function played(folder: string, broken: keyof Tap) {
  const files = new Captures(
    { folder: path.join(folder, broken), limit: 1e9, topology: 'test', routers: [], named: [] },
    0,
  )
  const capture = new SwitchCapture(1, files)
  const thrower = vi.spyOn(capture, broken).mockImplementation(() => {
    throw new Error('a segment arrived that never left')
  })
  const tap = new SafeTap(capture, files.fail)
  const lab = new Lab({ hosts: { boot: null, alice: null }, tap })
  const socket = lab.bind('boot', 53)
  lab.datagram('alice', lab.bind('alice', 0), lab.address('boot'), 53)
  lab.datagram('alice', socket, '224.0.0.251', 5353)
  lab.listen('boot', 80)
  const { client } = lab.open('alice', 'boot', 80)
  tap.note('a comment', lab.now)
  lab.send('alice', op.data, client, 'hello')
  lab.run(1000)
  lab.send('alice', op.reset, client)
  lab.dial('alice', lab.address('boot'), 81)
  lab.run(5000)
  tap.finish(lab.now)
  return { files: files.close(), heard: lab.heard.length, thrown: thrower.mock.calls.length }
}

test.for(['segment', 'arrived', 'reset', 'datagram', 'datagramArrived', 'settled'] as const)(
  'an error of `%s` ends the capture, with the error as its last comment, and not the network',
  (broken, { folder }) => {
    const whole = played(folder, 'severed')
    const { files, heard, thrown } = played(folder, broken)
    expect(whole).toMatchObject({ files: [{ end: null }], thrown: 0 })
    expect([heard, thrown]).toEqual([whole.heard, 1])
    const [file] = files
    expect(file?.end).toMatch(/^the capture stops here: bug in topo: a segment arrived that never left\. /)
    expect(readFileSync(file?.path ?? '', 'latin1')).toContain(file?.end)
  },
)
