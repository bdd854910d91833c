import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NodeOutput } from '../../../src/runner/processes/output.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

function reading() {
  const lines: string[] = []
  const file = path.join(temporaryFolder(), 'alice.log')
  const output = new NodeOutput(file, { onLine: (line) => lines.push(line), now: null })
  const pipe = new PassThrough()
  output.read(pipe)
  return { lines, output, pipe, text: () => readFileSync(file, 'utf8') }
}

describe('the output of a process that has ended', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => vi.useRealTimers())

  it('is read to its end', async () => {
    const { lines, output, pipe, text } = reading()
    const left = output.leave()
    pipe.write('first\nsec')
    pipe.end('ond')
    await left
    await output.end()
    expect(lines).toEqual(['first', 'second'])
    expect(text()).toBe('first\nsecond\n')
  })

  it('is left alone after a second while another process holds it, and everything until then is kept', async () => {
    const { lines, output, pipe, text } = reading()
    pipe.write('first\nsec')
    const closed = once(pipe, 'close')
    const left = output.leave()
    vi.advanceTimersByTime(999)
    expect(pipe.destroyed).toBe(false)
    vi.advanceTimersByTime(1)
    await left
    await closed
    await output.end()
    expect(lines).toEqual(['first', 'sec'])
    expect(text()).toMatch(/^first\nsec\n\[topo: the process has ended, .*\]\n$/)
  })
})

it('colours stay in the log, and all others get the lines without them', async () => {
  const { lines, output, pipe, text } = reading()
  const printed =
    '\u001b[2m12:00:00\u001b[0m \u001b[38;5;10mINFO\u001b[0m listening on \u001b[4m/ip4/5.16.0.10\u001b[24m\u001b[K\r\n'
  pipe.end(printed)
  await output.leave()
  await output.end()
  expect(lines).toEqual(['12:00:00 INFO listening on /ip4/5.16.0.10'])
  expect(output.tail).toEqual(lines)
  expect(text()).toBe(printed)
})

it('codes that steer a terminal otherwise are part of the line', async () => {
  const { lines, output, pipe } = reading()
  pipe.end('\u001b[2J\u001b]0;owned\u0007 done\n')
  await output.leave()
  await output.end()
  expect(lines).toEqual(['\u001b[2J\u001b]0;owned\u0007 done'])
})

describe('the times of printed lines', () => {
  it('are in a file beside the log: those of the pipes by the clock, and those of messages', async () => {
    const file = path.join(temporaryFolder(), 'bob.log')
    let time = 5
    const output = new NodeOutput(file, { onLine: () => {}, now: () => time })
    const pipe = new PassThrough()
    output.read(pipe)
    pipe.end('one\n')
    await output.leave()
    time = 9
    output.date('told', time)
    await output.end()
    const times = readFileSync(path.join(path.dirname(file), 'bob.times'), 'utf8')
    expect(times).toBe('{"t":5,"line":"one"}\n{"t":9,"line":"told"}\n')
    expect(readFileSync(file, 'utf8')).toBe('one\n')
  })
})
