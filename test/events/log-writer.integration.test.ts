import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { HarnessError } from '../../src/base/errors.ts'
import { Fingerprint } from '../../src/events/fingerprint.ts'
import { readLog } from '../../src/events/log-reader.ts'
import { LogWriter } from '../../src/events/log-writer.ts'
import { test } from '../support/temporary-folder.ts'

test('events are numbered from 1 and carry version, time and wall time', ({ folder }) => {
  const path = join(folder, 'events.ndjson')
  using log = new LogWriter(path, () => 0)
  log.append(0, { kind: 'node-paused', node: 'alice' }, { pid: 7 })
  log.append(1.5, { kind: 'node-resumed', node: 'alice' })
  expect(readFileSync(path, 'utf8')).toBe(
    '{"v":1,"n":1,"t":0,"kind":"node-paused","node":"alice","wall":{"time":"1970-01-01T00:00:00.000Z","pid":7}}\n' +
      '{"v":1,"n":2,"t":1.5,"kind":"node-resumed","node":"alice","wall":{"time":"1970-01-01T00:00:00.000Z"}}\n',
  )
})

test('an event that was appended can be read before the writer is closed', ({ folder }) => {
  const path = join(folder, 'events.ndjson')
  using log = new LogWriter(path)
  const event = log.append(0, { kind: 'note', node: 'alice', text: 'line\u2028 \ud800 "x"' })
  expect([...readLog(path)]).toEqual([{ kind: 'event', event }])
})

test('a log has the same fingerprint after reading as at writing', ({ folder }) => {
  const path = join(folder, 'events.ndjson')
  using log = new LogWriter(path)
  const [written, read] = [new Fingerprint(), new Fingerprint()]
  written.push(log.append(0.1 + 0.2, { kind: 'note', node: 'alice', text: 'ä\u0000\u001b' }))
  for (const item of readLog(path)) if (item.kind === 'event') read.push(item.event)
  expect(read.digest()).toBe(written.digest())
})

test('a runner that is killed loses nothing that it logged', async ({ folder }) => {
  const path = join(folder, 'events.ndjson')
  const program = fileURLToPath(new URL('../fixtures/programs/log-then-die.ts', import.meta.url))
  const [, signal] = await once(execFile(process.execPath, [program, path]), 'exit')
  expect(signal).toBe('SIGKILL')
  const items = [...readLog(path)]
  expect(items.filter(({ kind }) => kind === 'event')).toHaveLength(1000)
  expect(items).toHaveLength(1000)
})

test('a log is never overwritten', ({ folder }) => {
  const path = join(folder, 'events.ndjson')
  using _log = new LogWriter(path)
  expect(() => new LogWriter(path)).toThrow(HarnessError)
})

test('appending to a closed log is a harness error', ({ folder }) => {
  const log = new LogWriter(join(folder, 'events.ndjson'))
  log[Symbol.dispose]()
  log[Symbol.dispose]()
  expect(() => log.append(0, { kind: 'node-paused', node: 'alice' })).toThrow(HarnessError)
})
