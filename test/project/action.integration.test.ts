/** The GitHub action of the repository: its definition, and its steps as GitHub starts them. */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import { replaced, root } from '../support/run-topology.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { actionProblems, workflowParser } from '../support/workflow-parser.ts'

interface Step {
  readonly id?: string
  readonly uses?: string
  readonly shell?: string
  readonly env?: Readonly<Record<string, string>>
  readonly run?: string
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}

const text = readFileSync(path.join(root, 'action.yml'), 'utf8')
const action = parse(text) as Action

/** A place for the steps of a job, with programs that stand for topo and gh and write down their arguments. */
class Job {
  readonly folder = temporaryFolder()
  readonly #outputs: Record<string, string>
  readonly #log = path.join(this.folder, 'calls')

  constructor(topo = '') {
    const home = path.join(this.folder, 'home')
    this.#outputs = { home, cache: path.join(this.folder, 'cache'), base: path.join(this.folder, 'base') }
    this.#program('bin/gh', 'case "$*" in *--jq*) echo "$COMMENT_ID" ;; esac')
    this.#program('home/node_modules/.bin/topo', topo)
    mkdirSync(path.join(this.folder, 'work'))
  }

  #program(file: string, body: string): void {
    const whole = path.join(this.folder, file)
    mkdirSync(path.dirname(whole), { recursive: true })
    const name = path.basename(file)
    writeFileSync(whole, `#!/bin/bash\nprintf '%s\\n' "${name}" "$@" --- >> "${this.#log}"\n${body}\n`)
    chmodSync(whole, 0o755)
  }

  /** Runs the step with this id. `values`: what GitHub puts in place of its expressions. */
  step(
    id: string,
    values: Readonly<Record<string, string>> = {},
    env: Readonly<Record<string, string>> = {},
  ) {
    const step = action.runs.steps.find((one) => one.id === id)
    if (step?.run === undefined) throw new Error(`there is no step ${id}`)
    const put = (expression: string) => {
      const input = /^inputs\.([\w-]+)$/.exec(expression)?.[1]
      const output = /^steps\.find\.outputs\.(\w+)$/.exec(expression)?.[1]
      if (output !== undefined) return this.#outputs[output] ?? ''
      return values[expression] ?? (input === undefined ? '' : (action.inputs[input]?.default ?? ''))
    }
    const given = Object.entries(step.env ?? {}).map(([name, value]) => [
      name,
      value.replaceAll(/\$\{\{ (\S+) \}\}/g, (_, expression: string) => put(expression)),
    ])
    const output = path.join(this.folder, 'output')
    writeFileSync(output, '')
    writeFileSync(this.#log, '')
    const args = ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', step.run]
    const { status, stdout, stderr } = spawnSync('bash', args, {
      cwd: path.join(this.folder, 'work'),
      encoding: 'utf8',
      env: {
        ...process.env,
        ...Object.fromEntries(given),
        PATH: `${this.folder}/bin:${path.dirname(process.execPath)}:${process.env['PATH']}`,
        RUNNER_TEMP: this.folder,
        GITHUB_ACTION_PATH: root,
        GITHUB_OUTPUT: output,
        GITHUB_REPOSITORY: 'owner/name',
        GITHUB_STEP_SUMMARY: path.join(this.folder, 'summary'),
        ...env,
      },
    })
    const calls = readFileSync(this.#log, 'utf8').split('---\n').slice(0, -1)
    const outputs = readFileSync(output, 'utf8')
    return { status, stdout, stderr, outputs, calls: calls.map((call) => call.trimEnd().split('\n')) }
  }

  /** Writes the folder of a run. */
  run(name: string): void {
    const home = path.join(this.folder, 'work/results', name)
    mkdirSync(path.join(home, '1'), { recursive: true })
    writeFileSync(path.join(home, '1/plan.json'), '{}')
    symlinkSync('1', path.join(home, 'latest'))
  }

  read(file: string): string {
    return readFileSync(path.join(this.folder, file), 'utf8')
  }
}

describe('the definition of the action', async () => {
  const parser = await workflowParser()

  it('is valid', () => {
    expect(actionProblems(parser, text)).toEqual([])
  })

  it.each([
    ['using: composite', 'using: composit', /composit/],
    ['shell: bash\n      env:', 'shel: bash\n      env:', /shel/],
    [`topo-npm-${'$'}{{ runner.os }}-`, `topo-npm-${'$'}{{ runer.os }}-`, /runer/],
  ])('%j as %j would be found', (right, wrong, message) => {
    expect(actionProblems(parser, replaced('action.yml', text, [right, wrong])).join('\n')).toMatch(message)
  })

  it('describes every input, gives it a default, and uses it', () => {
    const used = [...text.matchAll(/inputs\.([\w-]+)/g)].map(([, name]) => name)
    expect(new Set(used)).toEqual(new Set(Object.keys(action.inputs)))
    for (const input of Object.values(action.inputs)) {
      expect(input).toEqual({ description: expect.any(String), default: expect.any(String) })
    }
  })

  it('has `uses` or `shell` in each step, and no expression in the text of a script', () => {
    for (const { uses, run, shell } of action.runs.steps) {
      if (uses === undefined) expect([typeof run, shell]).toEqual(['string', 'bash'])
      else expect(uses).toMatch(/^actions\/[a-z-]+(\/(restore|save))?@v\d+$/)
      expect(run ?? '').not.toContain('${{')
      execFileSync('bash', ['-n', '-c', run ?? ''])
    }
  })
})

describe('the run of the action', () => {
  const argsOf = ({ calls }: ReturnType<Job['step']>) => calls.map((call) => call.join(' '))

  it('hands on files in lines and with spaces, arguments and options', () => {
    const values = {
      'inputs.files': 'a.yaml   b.yaml\n"my topology.yaml"\n',
      'inputs.args': `--jobs 2  --tag '!slow'`,
      'inputs.libp2p': '2.10.0,current',
      'inputs.shard': '1/2',
      'inputs.retries': '2',
    }
    expect(new Job().step('run', values).calls).toEqual([
      [
        ...['topo', 'run', '--retries', '2', '--jobs', '2', '--tag', '!slow'],
        ...['--libp2p', '2.10.0,current', '--shard', '1/2'],
        ...['--results', 'results', '--reporter', 'terminal', '--reporter', 'github'],
        ...['--', 'a.yaml', 'b.yaml', 'my topology.yaml'],
      ],
    ])
  })

  it('takes the number of retries from the arguments, too, as topo takes the last one', () => {
    const [call = ''] = argsOf(new Job().step('run', { 'inputs.args': '--retries 2' }))
    expect(call.lastIndexOf('--retries 2')).toBe(call.lastIndexOf('--retries'))
  })

  it('never takes an input for code, nor a file for an option', () => {
    const job = new Job()
    const result = job.step('run', { 'inputs.files': '$(touch pwned) `touch pwned`; touch pwned --seed=1 *' })
    expect(argsOf(result)[0]).toMatch(/ -- \$\(touch pwned\) `touch pwned`; touch pwned --seed=1 \*$/)
    expect(readdirSync(path.join(job.folder, 'work'))).toEqual([])
  })

  it('refuses a quote without an end', () => {
    const result = new Job().step('run', { 'inputs.files': '"a.yaml' })
    expect(result.status).not.toBe(0)
    expect(result.calls).toEqual([])
  })

  it.each([
    [0, 'pass'],
    [1, 'fail'],
    [2, 'wrong'],
    [3, 'unknown'],
    [130, 'interrupted'],
  ])('ends with exit code %i of topo, which is the outcome %s', (code, outcome) => {
    const { status, outputs } = new Job(`exit ${code}`).step('run')
    expect(status).toBe(code)
    expect(outputs).toContain(`exit-code=${code}\noutcome=${outcome}\n`)
  })

  it('names the files that did not pass', () => {
    const record = '{ "version": 1, "failed": ["../a b.yaml", "../topologies/c.yaml"] }'
    const job = new Job(`mkdir -p results; echo '${record}' > results/last-run.json; exit 1`)
    expect(job.step('run').outputs).toMatch(/^failed<<(end-\d+)\na b\.yaml\ntopologies\/c\.yaml\n\1$/m)
  })

  it('names no file of an earlier run', () => {
    const job = new Job('exit 2')
    mkdirSync(path.join(job.folder, 'work/results'))
    const memory = path.join(job.folder, 'work/results/last-run.json')
    for (const args of ['--mistyped', '--mistyped --last-failed']) {
      writeFileSync(memory, '{ "version": 1, "failed": ["../a.yaml"] }')
      expect(job.step('run', { 'inputs.args': args }).outputs).toMatch(/^failed<<(end-\d+)\n\1$/m)
      expect(existsSync(memory)).toBe(args.includes('--last-failed'))
    }
  })

  it('runs topo as it is', () => {
    const job = new Job(`exec "${process.execPath}" "${path.join(root, 'cli.ts')}" "$@"`)
    const files = `no-such.yaml ${path.join(root, 'topologies/hello.yaml')}`
    const { status, stdout, stderr } = job.step('run', { 'inputs.files': files, 'inputs.args': '--list' })
    expect(stdout).toBe(`hello  ${path.join(root, 'topologies/hello.yaml')}\n1 run\n`)
    expect(stderr).toContain(' --> no-such.yaml\n')
    expect(status).toBe(2)
  })
})

describe('the comparison with the base', () => {
  const comparing = 'case "$*" in *changed*) echo "### changed: worse"; exit 1 ;; esac'
  const values = { 'github.event.pull_request.number': '7', 'github.base_ref': 'main' }

  function compared(comment: string) {
    const job = new Job(comparing)
    for (const name of ['same', 'changed/2.10.0', 'new']) job.run(name)
    mkdirSync(path.join(job.folder, 'base'))
    for (const name of ['same', 'changed@2.10.0', 'gone'])
      writeFileSync(path.join(job.folder, `base/${name}.json`), '{}')
    return { job, result: job.step('compare', values, { COMMENT_ID: comment }) }
  }

  it('is a comment that names what changed, what is new and what is gone', () => {
    const { job, result } = compared('')
    expect(result.status, result.stderr).toBe(0)
    expect(result.outputs).toMatch(/^changed<<(end-\d+)\nchanged\/2\.10\.0\n\1\n$/)
    const summary = job.read('summary')
    expect(summary).toMatch(
      /^<!-- topo: topo-results -->\n## Topologies: 1 changed against main, 1 the same, 1 new, 1 not run\n/,
    )
    expect(summary).toContain('- new, or without results of the base: new\n- not run here: gone\n')
    expect(summary).toContain('### changed: worse\n')
    expect(result.calls.at(-1)?.join(' ')).toMatch(
      /^gh api --method POST repos\/owner\/name\/issues\/7\/comments -F body=@\S+ --silent$/,
    )
  })

  it('takes the place of its earlier comment', () => {
    expect(compared('42').result.calls.at(-1)?.slice(0, 5)).toEqual([
      ...['gh', 'api', '--method', 'PATCH', 'repos/owner/name/issues/comments/42'],
    ])
  })

  it('begins without the results of another job', () => {
    const job = new Job()
    mkdirSync(path.join(job.folder, 'base'))
    writeFileSync(path.join(job.folder, 'base/foreign.json'), '{}')
    expect(job.step('forget').status).toBe(0)
    expect(existsSync(path.join(job.folder, 'base'))).toBe(false)
    const users = action.runs.steps.filter((step) => JSON.stringify(step).includes('steps.find.outputs.base'))
    expect(users[0]?.id).toBe('forget')
  })

  it('keeps the results of the base, with those of each release', () => {
    const job = new Job()
    for (const name of ['hello', 'hello/2.10.0']) job.run(name)
    const { calls } = job.step('keep')
    expect(calls.map((call) => call.slice(1).join(' ').replaceAll(job.folder, ''))).toEqual([
      'compare results/hello/latest --save-baseline /base/hello.json',
      'compare results/hello/2.10.0/latest --save-baseline /base/hello@2.10.0.json',
    ])
  })
})

test('the key of the package changes with the files of topo, and that of releases with the topologies', () => {
  const job = new Job()
  const keysOf = (libp2p: string) => {
    const { outputs, status, stderr } = job.step(
      'find',
      { 'inputs.libp2p': libp2p },
      { RUNNER_TOOL_CACHE: '/tools' },
    )
    expect(status, stderr).toBe(0)
    return outputs
  }
  const first = keysOf('')
  expect(first).toMatch(
    /^home=\/tools\/topo-action\/package\ncache=\S+\nbase=\S+\nnpm=\S+\npackage=v\d+\.\d+\.\d+-ref-[0-9a-f]{32}\ntopologies=[0-9a-f]{32}\n$/,
  )
  expect(keysOf('')).toBe(first)
  expect(keysOf('2.10.0')).not.toBe(first)
  writeFileSync(path.join(job.folder, 'work/x.yaml'), 'name: x')
  expect(keysOf('')).not.toBe(first)
  expect(existsSync(path.join(job.folder, 'work/x.yaml'))).toBe(true)
})
