import { describe, expect, it } from 'vitest'
import { type AgentMessage, controlFrame, type RunnerMessage } from '../../../src/protocol/messages.ts'
import { type Batch, batchKind, op, WireError } from '../../../src/protocol/wire.ts'
import type { NodeChannel } from '../../../src/runner/processes/channel.ts'
import { foreignLink, plainWiring } from '../../../src/runner/processes/node-link.ts'

const introduce: RunnerMessage = { type: 'introduce', peerId: 'bob', addresses: [] }
const output = (line: string): AgentMessage => ({ type: 'output', line })

/** The runner's end of a connection, whose other end is the test. */
function fakeChannel() {
  const sent: Batch[] = []
  let listener: (batch: Batch) => void = () => {}
  const channel: Pick<NodeChannel, 'send' | 'onBatch'> = {
    send: (batch) => sent.push(batch),
    onBatch: (listen) => {
      listener = listen ?? (() => {})
    },
  }
  const receive = (batch: Partial<Batch>) =>
    listener({ kind: batchKind.frames, time: 0, next: 0, frames: [], ...batch })
  return { channel: channel as NodeChannel, sent, receive }
}

describe('the plain wiring', () => {
  it('gives a process no sandbox', () => {
    expect(plainWiring.parameters('alice', 1, 0)).toBeNull()
  })

  it('hands on each message of a batch, in order, and passes over other frames', () => {
    const { channel, receive } = fakeChannel()
    const heard: AgentMessage[] = []
    plainWiring.attach('alice', channel, (message) => heard.push(message))
    const other = { ...controlFrame(output('')), op: op.data }
    receive({ frames: [controlFrame(output('one')), other, controlFrame(output('two'))] })
    expect(heard).toEqual([output('one'), output('two')])
  })

  it('sends each message in a batch of its own', () => {
    const { channel, sent } = fakeChannel()
    plainWiring.attach('alice', channel, () => {}).send(introduce)
    expect(sent).toEqual([{ kind: batchKind.frames, time: 0, next: 0, frames: [controlFrame(introduce)] }])
  })

  it('can neither freeze a node nor skew its calendar', () => {
    const link = plainWiring.attach('alice', fakeChannel().channel, () => {})
    expect([link.freeze(), link.thaw(), link.skew(1000)]).toEqual([false, false, false])
  })
})

describe('the link to a user’s own program', () => {
  const open = () => {
    const heard: AgentMessage[] = []
    const { channel, receive } = fakeChannel()
    const read = (payload: Uint8Array) => output(Buffer.from(payload).toString())
    foreignLink(channel, read, (message) => heard.push(message))
    return { heard, receive }
  }

  it('hands on each message as its reader gives it', () => {
    const { heard, receive } = open()
    receive({ frames: [{ ...controlFrame(introduce), payload: Buffer.from('hi') }] })
    expect(heard).toEqual([output('hi')])
  })

  it.each<[string, Partial<Batch>]>([
    ['another kind of batch', { kind: batchKind.idle }],
    ['a frame of the virtual network', { frames: [{ ...controlFrame(introduce), op: op.data }] }],
  ])('refuses %s', (_what, batch) => {
    const { heard, receive } = open()
    expect(() => receive(batch)).toThrow(WireError)
    expect(heard).toEqual([])
  })
})
