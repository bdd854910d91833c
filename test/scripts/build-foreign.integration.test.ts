import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it, vi } from 'vitest'
import { buildForeign, foreignExamples } from '../../scripts/build-foreign.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const program = 'go-peer/go-peer'

/** Builds the Go example with a `go` that is this shell script; null: there is none. */
function builds(go: string | null, signal = new AbortController().signal) {
  const folder = temporaryFolder()
  mkdirSync(path.join(folder, 'go-peer'))
  mkdirSync(path.join(folder, 'bin'))
  writeFileSync(path.join(folder, program), 'of an earlier build')
  if (go !== null) writeFileSync(path.join(folder, 'bin/go'), `#!/bin/sh\n${go}\n`, { mode: 0o755 })
  const env = {
    PATH: go === null ? path.join(folder, 'bin') : `${path.join(folder, 'bin')}:${process.env['PATH']}`,
  }
  return { folder, built: buildForeign(foreignExamples.go, { folder, env, signal }) }
}

it('a foreign node that was built has its program', async () => {
  const { folder, built } = builds('echo new > "$3"')
  expect(await built).toBe(null)
  expect(readFileSync(path.join(folder, program), 'utf8')).toBe('new\n')
})

it('a foreign node without its toolchain is not built, and an earlier build stays', async () => {
  const { folder, built } = builds(null)
  expect(await built).toBe('go is not installed')
  expect(existsSync(path.join(folder, program))).toBe(true)
})

it('a failed build of a foreign node leaves nothing, and removes the earlier build', async () => {
  const { folder, built } = builds('echo half > "$3"; echo "main.go:3: undefined: x" >&2; exit 2')
  expect(await built).toBe('`go build -o go-peer.partial .` failed (2):\nmain.go:3: undefined: x')
  expect(readdirSync(path.join(folder, 'go-peer'))).toEqual([])
})

it('an interrupted build leaves the earlier build, and nothing incomplete', async () => {
  const interrupted = new AbortController()
  const { folder, built } = builds('echo half > "$3"; exec sleep 600', interrupted.signal)
  const made = path.join(folder, 'go-peer/go-peer.partial')
  await vi.waitFor(() => expect(existsSync(made)).toBe(true), 30_000)
  interrupted.abort(new Error('interrupted'))
  await expect(built).rejects.toThrow('interrupted')
  expect(readdirSync(path.join(folder, 'go-peer'))).toEqual(['go-peer'])
})
