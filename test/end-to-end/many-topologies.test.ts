/** `topo run` with many topologies, as a user runs it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { TopoCommand } from '../support/cli.ts'
import { replaced, root } from '../support/run-topology.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const hello = readFileSync(path.join(root, 'topologies/hello.yaml'), 'utf8')
const failing = [
  ['path: relayed', 'path: direct'],
  ['    via: boot\n', ''],
  ['within: 20s', 'within: 2s'],
] as const

/** A project with topologies/hello.yaml, which passes, fails.yaml and wrong.yaml. */
function project(): string {
  const folder = temporaryFolder()
  mkdirSync(path.join(folder, 'topologies'))
  const write = (name: string, text: string) => writeFileSync(path.join(folder, 'topologies', name), text)
  write('hello.yaml', hello)
  write(
    'fails.yaml',
    failing.reduce((text, change) => replaced('hello.yaml', text, change), `tags: [broken]\n${hello}`),
  )
  write('wrong.yaml', hello.replace('kind: boot-node', 'kind: bot-node'))
  return folder
}

test('a wrong file and a failure stop nothing, are named at the end, and run again alone', async () => {
  const cwd = project()
  const run = (...args: readonly string[]) => new TopoCommand(['run', ...args], { cwd }).end()
  const all = await run('--retries', '1', '--jobs', '1')
  expect(all.stderr).toContain('error[unknown-kind]')
  const end = all.stdout.trimEnd().split('\n').slice(-4)
  expect(end).toEqual([
    expect.stringMatching(
      /^FAIL {2}hello \(topologies\/fails\.yaml\): .*, at topologies\/fails\.yaml:\d+, fail, then fail$/,
    ),
    expect.stringMatching(/^WRONG {2}topologies\/wrong\.yaml:\d+:\d+: there is no kind of node/),
    '',
    expect.stringMatching(/^2 runs in .*: 1 pass, 1 fail, 1 wrong file$/),
  ])
  expect(all.code).toBe(2)
  const listed = await run('--last-failed', '--list', '--tag', 'broken')
  expect(listed.stdout).toBe('hello  topologies/fails.yaml\n1 run\n')
  const slow = await run('topologies/hello', '--timeout', '1ms', '--quiet')
  expect(slow.stdout).toMatch(
    /it took longer than 1ms of wall time, the limit of --timeout\n(.|\n)*1 run in .*: 1 unknown\n$/,
  )
  expect(slow.code).toBe(3)
})

test('--watch runs again what has changed, and ends with its last exit code at the key q', async () => {
  const cwd = project()
  const args = ['run', 'topologies/hello.yaml', '--watch', '--quiet']
  const command = new TopoCommand(args, { cwd, stdin: 'pipe' })
  await command.prints('watching 1 file: a all, f failed, p pattern, q quit\n')
  expect(command.stdout).toContain(': 1 pass\n')
  const text = readFileSync(path.join(cwd, 'topologies/fails.yaml'), 'utf8')
  writeFileSync(path.join(cwd, 'topologies/hello.yaml'), text)
  await command.prints(': 1 fail\n')
  await command.prints('\n\nwatching 1 file')
  command.child.stdin?.write('q')
  expect((await command.end()).code).toBe(1)
})
