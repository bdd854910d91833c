import { describe, expect, it } from 'vitest'
import { Controller, errorOf } from '../../../src/library/control/controller.ts'
import { openFakes } from '../../fixtures/opened-topology.ts'

/** A controller of fakes, and a function that sends one request and returns the output, or the error. */
async function control() {
  const opened = await openFakes()
  const controller = new Controller(opened)
  const ask = async (request: object | string) => {
    const line = typeof request === 'string' ? request : JSON.stringify(request)
    return controller.answer(line).then(
      ({ output }) => output,
      (error: unknown) => errorOf(error),
    )
  }
  return { opened, controller, ask, [Symbol.dispose]: () => opened[Symbol.dispose]() }
}

const fault = (input: object) => ({ id: 1, command: 'fault', input })
const expectNow = (input: object) => ({ id: 1, command: 'expect', input })

describe('requests to a running topology', () => {
  it('advance its time, which stands still between them', async () => {
    using live = await control()
    expect(await live.ask({ command: 'advance', input: { time: '10m' } })).toEqual({ time: 600_001 })
    expect(await live.ask({ command: 'state' })).toMatchObject({ time: 600_001, clock: 'virtual' })
  })

  it('play faults, which can be undone by their entry', async () => {
    using live = await control()
    const paused = await live.ask(fault({ fault: 'pause', node: 'alice' }))
    expect(paused).toMatchObject({
      entry: '1-pause',
      lasts: true,
      changes: [{ what: 'nodes paused', count: 1 }],
    })
    const status = async () => {
      const state = await live.ask({ command: 'state' })
      return 'nodes' in state && state.nodes.map((node) => node.status)
    }
    expect(await status()).toEqual(['running', 'paused', 'running'])
    expect(await live.ask({ command: 'undo', input: { entry: '1-pause' } })).toHaveProperty('changes')
    expect(await status()).toEqual(['running', 'running', 'running'])
  })

  it('expect, and an expectation that fails is an error with its story', async () => {
    using live = await control()
    const running = { expect: 'process', node: 'bob', state: 'running', within: '5s' }
    expect(await live.ask(expectNow(running))).toMatchObject({ entry: '1-process', outcome: 'pass' })
    expect(await live.ask(fault({ fault: 'kill', node: 'bob' }))).toMatchObject({ lasts: false })
    expect(await live.ask(expectNow(running))).toMatchObject({
      kind: 'expectation',
      entry: '3-process',
      outcome: 'fail',
      message: expect.stringMatching(/^bob.*\n.*\n.*fail.*where {5}3-process/s),
    })
  })

  it('refuse a fault that changed nothing, unless that is meant', async () => {
    using live = await control()
    const resume = { fault: 'resume', node: 'bob' }
    expect(await live.ask(fault(resume))).toMatchObject({ kind: 'fault', message: /changed nothing/ })
    expect(await live.ask(fault({ ...resume, harmless: true }))).toMatchObject({ changes: [] })
  })

  it('read the events of a kind and of a node, after an event', async () => {
    using live = await control()
    await live.ask(fault({ fault: 'kill', node: 'bob' }))
    await live.ask(fault({ fault: 'kill', node: 'alice' }))
    const read = async (input: object) => {
      const output = await live.ask({ command: 'events', input })
      return 'events' in output ? output.events : []
    }
    const exits = await read({ of: 'node-exited' })
    expect(exits).toMatchObject([{ node: 'bob' }, { node: 'alice' }])
    expect(await read({ of: 'node-exited', node: 'alice' })).toEqual(exits.slice(1))
    expect(await read({ of: 'node-exited', after: exits[0]?.n })).toEqual(exits.slice(1))
  })

  it('follow the events after the answer, each once', async () => {
    using live = await control()
    const { follows } = await live.controller.answer(
      '{"command":"events","input":{"of":"node-exited","follow":true}}',
    )
    const before = live.opened.session.events.length
    await live.ask(fault({ fault: 'kill', node: 'bob' }))
    const later = live.opened.session.events.filter((event) => follows?.(event))
    expect(later).toMatchObject([{ kind: 'node-exited', node: 'bob' }])
    expect(later[0]?.n).toBeGreaterThan(before)
    const { follows: none } = await live.controller.answer('{"command":"events"}')
    expect(none).toBe(null)
  })

  it('are told that the run is over after its end', async () => {
    using live = await control()
    expect(await live.ask({ command: 'end' })).toMatchObject({ outcome: 'unknown', story: 'PASS' })
    expect(await live.ask({ command: 'advance', input: { time: '1s' } })).toEqual({
      kind: 'run',
      message: 'the run is over: it was ended',
    })
  })
})

/** Wrong requests: code, the marked part of the line, and the advice. */
const wrong: readonly (readonly [string, string, string, RegExp])[] = [
  ['{"id":1', 'json-syntax', '1', /write \{"id"/],
  ['{"command":"state"} x', 'json-syntax', 'x', /write/],
  ['[1]', 'wrong-type', '[', /write \{"id"/],
  ['{"id":1}', 'missing-key', '"id"', /one of state, advance, fault/],
  ['{"command":"stat"}', 'invalid-value', '"stat"', /did you mean `state`/],
  ['{"comand":"state"}', 'unknown-key', '"comand"', /did you mean `command`/],
  ['{"id":[],"command":"state"}', 'invalid-value', '[]', /a text or a number/],
  ['{"command":"state","input":{"now":1}}', 'unknown-key', '"now"', /./],
  ['{"command":"advance"}', 'missing-key', '{', /./],
  ['{"command":"advance","input":{"time":"10"}}', 'invalid-duration', '"10"', /10s or 10ms/],
  ['{"command":"undo","input":{"entry":"1-cut"}}', 'unknown-entry', '"1-cut"', /./],
  ['{"command":"events","input":{"node":"alic"}}', 'selector-without-match', '"alic"', /`alice`/],
  ['{"command":"events","input":{"of":"node-exitd"}}', 'invalid-value', '"node-exitd"', /`node-exited`/],
  ['{"command":"fault"}', 'missing-key', '{', /"input":\{"fault"/],
  ['{"command":"fault","input":{"falt":"kill"}}', 'missing-key', '"input"', /"input":\{"fault"/],
  ['{"command":"fault","input":{"fault":"kil","node":"bob"}}', 'unknown-kind', '"kil"', /`kill`/],
  ['{"command":"fault","input":{"fault":"kill","node":"bobb"}}', 'selector-without-match', '"bobb"', /`bob`/],
  ['{"command":"fault","input":{"fault":"kill"}}', 'missing-key', '"fault":"kill"', /./],
  [
    '{"command":"fault","input":{"fault":"kill","node":"bob","at":"1s"}}',
    'conflicting-keys',
    '"at"',
    /advance/,
  ],
  [
    '{"command":"fault","input":{"fault":"kill","node":"bob","node":"alice"}}',
    'yaml-duplicate-key',
    '"node"',
    /./,
  ],
  [
    '{"command":"expect","input":{"expect":"process","node":"boot","after":"1s"}}',
    'conflicting-keys',
    '"after"',
    /./,
  ],
  [
    '{"command":"expect","input":{"expect":"process","within":"5"}}',
    'missing-key',
    '"expect":"process"',
    /./,
  ],
]

describe('a wrong request', () => {
  it.each(wrong)('%s is %s at %s', async (line, code, part, advice) => {
    using live = await control()
    const error = await live.ask(line)
    expect(error).toMatchObject({ kind: 'input' })
    const [first] = 'diagnostics' in error ? (error.diagnostics ?? []) : []
    expect(first).toMatchObject({ file: 'request', code })
    expect(line.slice(first?.start?.offset).startsWith(part)).toBe(true)
    expect(first?.hint ?? first?.message).toMatch(advice)
    expect(live.opened.session.plan.timeline).toEqual([])
    expect(live.opened.net.time).toBe(1)
  })

  it('leaves the topology as it was, for the next one', async () => {
    using live = await control()
    await live.ask(fault({ fault: 'kill', node: 'carol' }))
    expect(await live.ask(fault({ fault: 'kill', node: 'bob', id: 'end-of-bob' }))).toMatchObject({
      entry: 'end-of-bob',
    })
    expect(await live.ask(fault({ fault: 'start', node: 'bob', id: 'end-of-bob' }))).toMatchObject({
      diagnostics: [{ code: 'duplicate-entry-id' }],
    })
  })
})
