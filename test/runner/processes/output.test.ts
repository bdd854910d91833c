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
  const output = new NodeOutput(file, (line) => lines.push(line))
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
