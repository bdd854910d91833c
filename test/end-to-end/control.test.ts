/** `topo run --hold` and its clients: in the shell, in Go and in Rust. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { controlExamples } from '../../scripts/build-foreign.ts'
import { TopoCommand, topo } from '../support/cli.ts'
import { root } from '../support/run-topology.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const page = readFileSync(path.join(root, 'docs/control.md'), 'utf8')
/** The requests and the answers of the page, in order, without events that follow. */
const [, shown = ''] = /^```yaml\n(.*?)^```$/ms.exec(page) ?? []
const [, section = ''] = /\n## Requests\n(.*?)\n## /s.exec(page) ?? []
const conversation = [...section.matchAll(/^\{.*\}$/gm)].map(([line]) => line.replaceAll('{…}', '{}'))
const documented = {
  requests: conversation
    .filter((line) => line.includes('"command"'))
    .map((line) => line.replace(',"follow":true', '')),
  answers: conversation.flatMap((line) => JSON.parse(line).output ?? []),
}

function topology(folder: string): string {
  const file = path.join(folder, 'relay.yaml')
  expect(readFileSync(path.join(root, 'examples/control-go/relay.yaml'), 'utf8')).toContain(shown)
  writeFileSync(file, shown.replace('timeline: []\n', ''))
  return file
}

describe.concurrent('a held topology', () => {
  it('answers the requests of docs/control.md as the page says, and ends with verdict and results', async () => {
    const folder = temporaryFolder()
    const socket = path.join(folder, 's.sock')
    const held = new TopoCommand(['run', topology(folder), '--hold', '--socket', socket, '--results', folder])
    await held.prints(`${socket}\n`)
    expect(statSync(socket).mode & 0o777).toBe(0o600)

    const wrong = await topo('control', socket, '{"command":"fault","input":{"fault":"kill","node":"boat"}}')
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toContain('did you mean `boot`?')

    const { code, stdout } = await topo('control', socket, ...documented.requests)
    expect(code).toBe(0)
    const outputs = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).output)
    expect(outputs.map(Object.keys)).toEqual(documented.answers.map(Object.keys))
    const [state, reached, , , , events, end] = outputs
    expect(state).toMatchObject({ clock: 'virtual', nodes: [{ name: 'boot', status: 'running' }, {}, {}] })
    expect(reached).toMatchObject({ outcome: 'pass' })
    expect(events.events).toMatchObject([{ kind: 'connection-closed', node: 'alice', peer: 'boot' }])
    expect(end).toMatchObject({ outcome: 'pass' })

    const over = await held.end()
    expect(over.stdout).toMatch(/^.*s\.sock\n(?:.*\n)*PASS {2}relay-from-go: /)
    expect(over.code).toBe(0)
    expect(existsSync(socket)).toBe(false)
    expect(readFileSync(path.join(end.folder, 'topology.yaml'), 'utf8')).toContain('fault: cut')
    expect(existsSync(end.report)).toBe(true)
    expect((await topo('control', socket, 'state')).stderr).toContain('no topology is controlled at')
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('ends at %s with its verdict and its results', async (signal) => {
    const folder = temporaryFolder()
    const env = { ...process.env, XDG_RUNTIME_DIR: folder }
    const args = [
      'run',
      topology(folder),
      '--hold',
      '--results',
      path.join(folder, 'results'),
      '--reporter',
      'json',
    ]
    const held = new TopoCommand(args, { env })
    await held.prints('\n')
    const socket = held.stdout.trim()
    const lost =
      '{"command":"expect","input":{"expect":"reservation","peer":"bob","relay":"boot","state":"none","within":"1s"}}'
    expect(await topo('control', socket, lost)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('where'),
    })
    held.child.kill(signal)
    const { code, stdout } = await held.end()
    expect(code).toBe(1)
    expect(stdout).toMatch(/"outcome": "fail"/)
    expect(existsSync(path.dirname(socket))).toBe(false)
  })

  it('ends with its standard input when it is told to', async () => {
    const folder = temporaryFolder()
    const args = ['run', topology(folder), '--hold', '--end-with-stdin', '--results', folder]
    const env = { ...process.env, XDG_RUNTIME_DIR: folder }
    const held = new TopoCommand(args, { env, stdin: 'pipe' })
    await held.prints('.sock\n')
    held.child.stdin?.end()
    expect((await held.end()).stdout).toContain('relay-from-go: the topology has no expectation')
  })

  it.each([
    [['--repeat', '2'], '--hold starts one run'],
    [['--until', '1m'], '--hold starts one run'],
    [['examples/control-rust/relay.yaml'], '--hold takes one topology'],
  ])('refuses %j', async (more, reason) => {
    const { code, stderr } = await topo('run', 'examples/control-go/relay.yaml', '--hold', ...more)
    expect([code, stderr]).toEqual([2, expect.stringContaining(reason)])
  })
})

/** Building them takes minutes, so it is done before: by .ci/run, or by hand. */
describe.concurrent('a test in another language', () => {
  it.for(Object.values(controlExamples))(
    'examples/$name drives a topology',
    async ({ name, program }, { skip }) => {
      const cwd = path.join(root, 'examples', name)
      const isBuilt = existsSync(path.join(cwd, program))
      const reason = 'not built; `node scripts/build-foreign.ts` does'
      if (!isBuilt) process.stderr.write(`SKIPPED examples/${name}: ${reason}\n`)
      skip(!isBuilt, reason)
      const folder = temporaryFolder()
      const bin = path.join(folder, 'bin')
      mkdirSync(bin)
      const shell = `#!/bin/sh\nexec '${process.execPath}' '${path.join(root, 'cli.ts')}' "$@" --results '${folder}'\n`
      writeFileSync(path.join(bin, 'topo'), shell, { mode: 0o755 })
      const env = { PATH: `${bin}:${process.env['PATH']}`, XDG_RUNTIME_DIR: folder }
      const { exitCode, all } = await execa(path.join(cwd, program), { cwd, env, all: true, reject: false })
      expect(exitCode, all).toBe(0)
    },
  )
})
