import { describe, expect, it, vi } from 'vitest'
import type { RunnerMessage } from '../../../../src/protocol/messages.ts'
import { Conversation } from '../../../../src/runner/processes/life/conversation.ts'

function talk() {
  const listener = { ready: vi.fn(), fatal: vi.fn(), event: vi.fn(), output: vi.fn() }
  const conversation = new Conversation(listener)
  const sent: RunnerMessage[] = []
  const open = () =>
    conversation.open({
      send: (message) => sent.push(message),
      answer: (message) => sent.push(message),
      freeze: () => false,
      thaw: () => false,
      skew: () => false,
      leave: async () => {},
      close: () => {},
    })
  return { conversation, listener, open, sent }
}

it('a node that is ready has the addresses that it told last', () => {
  const { conversation } = talk()
  const addresses = (...all: readonly string[]) => ({ kind: 'addresses', addresses: all }) as const
  conversation.hear({ type: 'event', event: addresses('early') })
  expect(conversation.ready).toBeNull()
  conversation.hear({ type: 'ready', peerId: 'x', addresses: ['one'] })
  expect(conversation.ready).toMatchObject({ addresses: ['one'] })
  conversation.hear({ type: 'event', event: addresses('one', 'two') })
  expect(conversation.ready).toMatchObject({ peerId: 'x', addresses: ['one', 'two'] })
})

describe('a request', () => {
  it('cannot be made before the process has said hello', () => {
    expect(talk().conversation.request('stop', {})).toBeNull()
  })

  it('is answered by its id, in any order', async () => {
    const { conversation, open, sent } = talk()
    open()
    const first = conversation.request('disconnect', { peerIds: [] })
    const second = conversation.request('metric', { name: 'x', endpoint: null })
    expect(sent).toMatchObject([
      { id: 1, command: 'disconnect' },
      { id: 2, command: 'metric' },
    ])
    expect(conversation.commandOf(2)).toBe('metric')
    conversation.hear({ type: 'reply', id: 2, output: { samples: null } })
    conversation.hear({ type: 'failure', id: 1, error: 'it cannot' })
    expect(await second).toEqual({ samples: null })
    await expect(first).rejects.toThrow('it cannot')
    expect(conversation.commandOf(2)).toBeUndefined()
  })

  it('that was given up stays rejected when its answer comes after all', async () => {
    const { conversation, open } = talk()
    open()
    const request = conversation.request('disconnect', { peerIds: [] })
    conversation.giveUp(new Error('paused'))
    conversation.hear({ type: 'reply', id: 1, output: { closed: 1 } })
    await expect(request).rejects.toThrow('paused')
  })
})

it('passes unasked messages of the node to its listener', () => {
  const { conversation, listener } = talk()
  const ready = { type: 'ready', peerId: 'x', addresses: [] } as const
  const event = { kind: 'note', text: 'hi' } as const
  conversation.hear({ type: 'hello', secret: '', node: 'alice', pid: 1 })
  conversation.hear(ready)
  conversation.hear({ type: 'event', event })
  conversation.hear({ type: 'output', line: 'a line' })
  conversation.hear({ type: 'fatal', error: 'no port', stack: '' })
  expect(listener.ready.mock.calls).toEqual([[ready]])
  expect(listener.event.mock.calls).toEqual([[event]])
  expect(listener.output.mock.calls).toEqual([['a line']])
  expect(listener.fatal.mock.calls).toEqual([[new Error('no port')]])
})
