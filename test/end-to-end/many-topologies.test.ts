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

test('an experiment has a line for each run, then the end of all runs, then its table', async () => {
  const cwd = project()
  const files = ['topologies/fails.yaml', 'topologies/wrong.yaml']
  const { code, stdout, stderr } = await new TopoCommand(['run', ...files, '--seeds', '1-2'], { cwd }).end()
  expect(stderr.match(/^\d\/2 {2}FAIL/gm)).toHaveLength(2)
  expect(stdout).toMatch(/^ +again +.*topologies\/fails\.yaml --seed 2$/m)
  const from = stdout.slice(stdout.lastIndexOf('\nFAIL  hello seed=1: '))
  expect(from).toMatch(/^\nFAIL {2}hello seed=1: .*, at topologies\/fails\.yaml:\d+\nFAIL {2}hello seed=2: /)
  expect(from).toMatch(/\nWRONG {2}topologies\/wrong\.yaml:.*\n\n2 runs in .*: 2 fail, 1 wrong file\n/)
  expect(from.indexOf('2 runs in')).toBeLessThan(from.indexOf('hello: 1 combination, 2 runs'))
  expect(code).toBe(2)
})

/** A module that prints `yes` and `no` in turns, and a topology in which it should print `yes`. */
function inTurns(clock: 'real' | 'virtual'): string {
  const folder = temporaryFolder()
  const counter = JSON.stringify(path.join(folder, 'counter'))
  writeFileSync(
    path.join(folder, 'turns.ts'),
    `import { appendFileSync, readFileSync } from 'node:fs'
import { createLibp2p } from 'libp2p'
export function createNode({ privateKey }) {
  appendFileSync(${counter}, '.')
  console.log(readFileSync(${counter}, 'utf8').length % 2 === 0 ? 'yes' : 'no')
  return createLibp2p({ privateKey })
}
`,
  )
  const nodes = { alice: { kind: 'module', module: './turns.ts' } }
  const timeline = [{ at: '0s', expect: 'log', node: 'alice', pattern: 'yes', within: '10s' }]
  writeFileSync(path.join(folder, 'turns.yaml'), JSON.stringify({ name: 'turns', clock, nodes, timeline }))
  return folder
}

test.each([
  ['real', 1, 'turns: '],
  ['virtual', 1, '2 runs, 2 fingerprints'],
] as const)('--repeat in %s time counts each run', async (clock, code, told) => {
  const cwd = inTurns(clock)
  const args = ['run', 'turns.yaml', '--repeat', '2', '--jobs', '1', '--quiet']
  const end = await new TopoCommand(args, { cwd }).end()
  expect(end.stdout).toMatch(/\n2 runs in .*: 1 pass, 1 fail\n$/)
  expect(end.stdout + end.stderr).toContain(told)
  expect(end.code).toBe(code)
  expect(JSON.parse(readFileSync(path.join(cwd, 'results/last-run.json'), 'utf8')).failed).toEqual([
    '../turns.yaml',
  ])
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

test('--watch without names sees a new topology, and the mend of a broken module in any of its files', async () => {
  const cwd = temporaryFolder()
  const write = (name: string, text: string) => writeFileSync(path.join(cwd, name), text)
  mkdirSync(path.join(cwd, 'topologies'))
  const nodes = { alice: { kind: 'module', module: '../module.ts' } }
  const timeline = [{ at: '0s', expect: 'process', node: 'alice', state: 'running', within: '5s' }]
  write('topologies/own.yaml', JSON.stringify({ name: 'own', nodes, timeline }))
  const helper = "import './lib/other.ts'\nexport { createLibp2p } from 'libp2p'\n"
  write('helper.ts', helper)
  write(
    'module.ts',
    "import { createLibp2p } from './helper.ts'\nexport const createNode = ({ privateKey }) => createLibp2p({ privateKey })\n",
  )
  const command = new TopoCommand(['run', '--watch', '--quiet'], { cwd, stdin: 'pipe' })
  const end = async (total: RegExp) => {
    await command.prints('\nwatching ')
    expect(command.stdout).toMatch(total)
    command.stdout = ''
  }
  await end(/^0 runs: 1 wrong file\n\nwatching 3 files: /m)
  mkdirSync(path.join(cwd, 'lib'))
  write('lib/other.ts', 'export {}\n')
  await end(/^1 run in .*: 1 pass$/m)
  write('lib/other.ts', 'const = 1\n')
  await end(/^0 runs: 1 wrong file$/m)
  write('helper.ts', helper.split('\n').slice(1).join('\n'))
  await end(/^1 run in .*: 1 pass$/m)
  write(
    'topologies/fails.yaml',
    failing.reduce((text, change) => replaced('hello.yaml', text, change), hello),
  )
  await end(/^1 run in .*: 1 fail$/m)
  command.child.stdin?.write('\u0003')
  expect((await command.end()).code).toBe(130)
  const args = ['run', '--watch', '--last-failed', '--quiet']
  const again = new TopoCommand(args, { cwd, stdin: 'pipe' })
  await again.prints('\nwatching 1 file: ')
  expect(again.stdout).toMatch(/^1 run in .*: 1 fail$/m)
  again.child.stdin?.write('q')
  expect((await again.end()).code).toBe(1)
})
