import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { root } from '../support/run-topology.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

interface Step {
  readonly uses?: string
  readonly shell?: string
  readonly if?: string
  readonly env?: Readonly<Record<string, string>>
  readonly run?: string
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}

const text = readFileSync(path.join(root, 'action.yml'), 'utf8')
const action = parse(text) as Action
const runs = action.runs.steps.find((step) => step.env !== undefined)

/** Runs the step that runs topo, as GitHub starts it. */
function runStep(inputs: Readonly<Record<string, string>>) {
  const folder = temporaryFolder()
  const given = Object.entries(runs?.env ?? {}).map(([name, value]) => {
    const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1] ?? ''
    return [name, inputs[input] ?? action.inputs[input]?.default ?? '']
  })
  const result = spawnSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', runs?.run ?? ''], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...Object.fromEntries(given), TOPO_RESULTS: folder, GITHUB_ACTION_PATH: root },
  })
  return { ...result, folder }
}

test('every input is described, has a default, and is used', () => {
  const used = [...text.matchAll(/inputs\.([\w-]+)/g)].map(([, name]) => name)
  expect(new Set(used)).toEqual(new Set(Object.keys(action.inputs)))
  for (const input of Object.values(action.inputs)) {
    expect(input).toEqual({ description: expect.any(String), default: expect.any(String) })
  }
})

test('every step of a composite action has `uses` or `shell`', () => {
  expect(action.runs.using).toBe('composite')
  for (const { uses, run, shell } of action.runs.steps) {
    expect(uses === undefined ? [typeof run, shell] : uses).toEqual(
      uses === undefined ? ['string', 'bash'] : expect.stringMatching(/^actions\/[a-z-]+@v\d+$/),
    )
  }
})

test('no input is part of the text of a script', () => {
  for (const { run = '' } of action.runs.steps) {
    expect(run).not.toContain('${{')
    execFileSync('bash', ['-n', '-c', run])
  }
})

test('the action hands on files, releases and arguments, and its exit code is that of topo', () => {
  const two = runStep({
    files: 'topologies/no-such.yaml\n  topologies/hello.yaml',
    args: '--jobs 2  --seed 7',
  })
  expect(two.status).toBe(2)
  expect(two.stderr).toContain('topologies/no-such.yaml')
  expect(two.stderr).not.toContain('hello')
  const wrong = runStep({ files: 'topologies/hello.yaml', libp2p: 'one two' })
  expect(wrong.status).toBe(2)
  expect(wrong.stderr).toContain('one two')
})

test('an input is never code', () => {
  const { status, folder } = runStep({ files: '$(touch pwned) `touch pwned`; touch pwned', args: '' })
  expect(status).toBe(2)
  expect(spawnSync('ls', [folder, root], { encoding: 'utf8' }).stdout).not.toContain('pwned')
})
