/** The files of examples/ci, checked by the definitions of the engines that read them. */
import { spawnSync } from 'node:child_process'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Command } from 'commander'
import type { Job } from 'kubernetes-types/batch/v1.js'
import type { Container } from 'kubernetes-types/core/v1.js'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { readShard } from '../../src/base/read-shard.ts'
import type { CliContext } from '../../src/cli/context.ts'
import { addRun } from '../../src/cli/run.ts'
import { replaced, root } from '../support/run-topology.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { workflowParser, workflowProblems } from '../support/workflow-parser.ts'

const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

function bashReads(script: string): boolean {
  return spawnSync('bash', ['-n', '-c', script]).status === 0
}

/** Values of `topo run` from its arguments, without running anything. */
function optionsOf(args: readonly string[]): Readonly<Record<string, unknown>> {
  const program = new Command().exitOverride()
  addRun(program, {} as CliContext)
  const [run] = program.commands
  run?.exitOverride().parseOptions([...args])
  return run?.opts() ?? {}
}

describe('the Kubernetes files', () => {
  const types = { Job: 'batch/v1', PersistentVolumeClaim: 'core/v1' } as const

  /** The compiler refuses keys and values that the definition of the API does not have. */
  function mistakesIn(text: string): string {
    const folder = temporaryFolder()
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
    const lines = parseAllDocuments(text).map((document, index) => {
      const value = document.toJS() as { readonly kind: keyof typeof types }
      const name = `import('kubernetes-types/${types[value.kind]}').${value.kind}`
      return `export const _${index}: ${name} = ${JSON.stringify(value)}\n`
    })
    writeFileSync(path.join(folder, 'manifest.ts'), lines.join(''))
    const flags = '--noEmit --strict --skipLibCheck --module preserve --moduleResolution bundler --types'
    const tsc = path.join(root, 'node_modules/.bin/tsc')
    const { stdout } = spawnSync(tsc, [...flags.split(' '), '', 'manifest.ts'], {
      cwd: folder,
      encoding: 'utf8',
    })
    return stdout
  }

  const job = (file: string) =>
    parseAllDocuments(read(file))
      .map((document) => document.toJS() as Job)
      .find(({ kind }) => kind === 'Job')
  const containerOf = (one: Job | undefined) => one?.spec?.template.spec?.containers[0]
  const valueIn = (container: Container | undefined, name: string) =>
    container?.env?.find((variable) => variable.name === name)?.value

  it.each(['kubernetes', 'kubernetes-merge'])('%s.yaml fits the API', (name) => {
    expect(mistakesIn(read(`examples/ci/${name}.yaml`))).toBe('')
  })

  it.each([
    ['an unknown key', ['completionMode: Indexed', 'completionMod: Indexed'], /completionMod/],
    ['a wrong kind of value', ['completions: 8', "completions: '8'"], /'string' is not assignable/],
    ['a missing key', ['- name: topo\n', '- imageName: topo\n'], /imageName|'name' is missing/],
  ] as const)('%s would be found', (_title, change, message) => {
    const file = 'examples/ci/kubernetes.yaml'
    expect(mistakesIn(replaced(file, read(file), change))).toMatch(message)
  })

  it('the pods of the Job are all shards, each with a folder of its own', () => {
    const one = job('examples/ci/kubernetes.yaml')
    const container = containerOf(one)
    expect(one?.spec?.completionMode).toBe('Indexed')
    const completions = one?.spec?.completions ?? 0
    const shards = Array.from({ length: completions }, (_, index) => {
      const env = { JOB_COMPLETION_INDEX: String(index) }
      const shard = readShard('auto', { ...env, JOB_COMPLETIONS: valueIn(container, 'JOB_COMPLETIONS') })
      const { shard: named, results } = optionsOf(
        (container?.args ?? []).slice(1).map((arg) => arg.replace('$(JOB_COMPLETION_INDEX)', String(index))),
      )
      return `${named} ${results} ${shard.index}/${shard.count}`
    })
    expect(shards[0]).toBe('auto /results/shard-0 1/8')
    expect(new Set(shards).size).toBe(completions)
    expect(one?.spec?.podFailurePolicy?.rules.map(({ onExitCodes }) => onExitCodes?.containerName)).toContain(
      container?.name,
    )
  })

  it('the image of both is built from the Containerfile, in which the command of the merging pod exists', () => {
    const [first, second] = ['kubernetes', 'kubernetes-merge'].map((name) =>
      containerOf(job(`examples/ci/${name}.yaml`)),
    )
    expect(second?.image).toBe(first?.image)
    const program = /ENTRYPOINT \["(.*)"\]/.exec(read('examples/ci/Containerfile'))?.[1] ?? 'none'
    expect(second?.command?.at(-1)).toContain(`exec ${program} merge /results/shard-*`)
  })
})

describe('the GitHub workflow', async () => {
  const parser = await workflowParser()
  const problemsOf = (content: string) => workflowProblems(parser, content)

  it.each(['examples/ci/github.yml', '.github/workflows/ci.yml', '.github/workflows/action.yml'])(
    '%s is valid',
    async (file) => {
      expect(await problemsOf(read(file))).toEqual([])
    },
  )

  it.each([
    ['fail-fast: false', 'fail-fst: false', "Unexpected value 'fail-fst'"],
    ['needs: shard\n', 'needs: shards\n', "depends on unknown job 'shards'"],
    [`${'$'}{{ matrix.shard }}`, `${'$'}{{ matri.shard }}`, "Unrecognized named-value: 'matri'"],
  ])('%s as %s would be found', async (right, wrong, message) => {
    const file = 'examples/ci/github.yml'
    expect((await problemsOf(replaced(file, read(file), [right, wrong]))).join('\n')).toContain(message)
  })
})

describe('the Slurm script', () => {
  it('is a script that bash can read, with an array', () => {
    const script = path.join(root, 'examples/ci/slurm.sh')
    expect(spawnSync('bash', ['-n', script], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
    expect(read('examples/ci/slurm.sh')).toMatch(/^#SBATCH --array=1-8$/m)
  })
})

describe('docs/ci.md', () => {
  it.each(['gitlab.yml', 'Jenkinsfile'])('shows %s as it is', (name) => {
    expect(read('docs/ci.md')).toContain(`\n${read(`examples/ci/${name}`)}\u0060\u0060\u0060\n`)
  })
})

describe('the GitLab file', () => {
  const { stages, default: shared, variables, ...jobs } = parse(read('examples/ci/gitlab.yml'))

  it('has jobs of stages that there are, whose scripts bash can read', () => {
    expect(Object.values(jobs).map((job) => (job as { stage: string }).stage)).toEqual(stages)
    for (const { script } of Object.values(jobs) as { script: string[] }[])
      for (const line of [...shared.before_script, ...script]) expect(bashReads(line)).toBe(true)
  })

  it('keeps what npm and topo have downloaded, in the folders that it names to them', () => {
    expect(variables.TOPO_CACHE).toBe(`$CI_PROJECT_DIR/${shared.cache.paths[1]}`)
    expect(shared.before_script[0]).toContain(`--cache ${shared.cache.paths[0]}`)
  })

  it('runs the parts of one list, which GitLab counts from 1', () => {
    const options = optionsOf(jobs.topologies.script[0].split(' ').slice(3))
    expect(options).toMatchObject({ shard: 'auto', retries: 1, results: 'shard-$CI_NODE_INDEX' })
    const count = String(jobs.topologies.parallel)
    expect(readShard('auto', { CI_NODE_INDEX: '4', CI_NODE_TOTAL: count })).toEqual({ index: 4, count: 4 })
  })
})

describe('the Jenkinsfile', () => {
  const text = read('examples/ci/Jenkinsfile')
  const scripts = [...text.matchAll(/\bsh '(.*)'/g)].map(([, script = '']) => script)

  it('has scripts that bash can read, and no bracket without its partner', () => {
    expect(scripts).toHaveLength(4)
    for (const script of scripts) expect(bashReads(script)).toBe(true)
    const bare = text.replaceAll(/'[^']*'|"[^"]*"|\/\/.*/g, '')
    for (const [open, close] of ['{}', '()', '[]'] as const)
      expect(bare.split(open ?? '')).toHaveLength(bare.split(close ?? '').length)
  })

  it('runs each part once, and joins all of them', () => {
    const [, values = ''] = /name 'SHARD'; values (.*) \}/.exec(text) ?? []
    const parts =
      values
        .split(' }')[0]
        ?.split(', ')
        .map((part) => part.replaceAll("'", '')) ?? []
    const { shard, results } = optionsOf(scripts[1]?.split(' ').slice(3) ?? [])
    // A workspace keeps the folders of the build before.
    expect(scripts[0]).toContain(`&& rm -rf ${results}`)
    expect(parts.map((part) => String(shard).replaceAll('"', '').replace('$SHARD', part))).toEqual([
      '1/2',
      '2/2',
    ])
    expect([...text.matchAll(/unstash '(.*)'/g)].map(([, name]) => name)).toEqual(
      parts.map((part) => `shard-${part}`),
    )
  })
})

it('.dockerignore leaves the image every file of the package', () => {
  const [, list = ''] = /^const copied = \[(.*?)^\]/ms.exec(read('scripts/build.ts')) ?? []
  const copied = [...list.matchAll(/'(.*?)'/g)].flatMap(([, file]) => file ?? [])
  expect(copied).toContain('results/README.md')
  const patterns = read('.dockerignore').trim().split('\n')
  const isLeftOut = (file: string) =>
    patterns.reduce((out, pattern) => {
      const [, not, glob = ''] = /^(!?)(.*)$/.exec(pattern) ?? []
      const parents = file.split('/').map((_, at, all) => all.slice(0, at + 1).join('/'))
      return parents.some((parent) => path.matchesGlob(parent, glob)) ? not === '' : out
    }, false)
  expect(isLeftOut('results/hello/latest')).toBe(true)
  expect(copied.filter(isLeftOut)).toEqual([])
})

describe.each(['Containerfile', 'examples/ci/Containerfile'])('%s', (file) => {
  const lines = read(file).replaceAll('\\\n', ' ').split('\n')

  it('ends as a user without rights, has scripts that bash can read, and names no registry', () => {
    expect(lines.filter((line) => line.startsWith('USER '))).toEqual(['USER node'])
    const scripts = lines.filter((line) => line.startsWith('RUN ')).map((line) => line.slice('RUN '.length))
    expect(scripts.length).toBeGreaterThan(1)
    for (const script of scripts) expect(bashReads(script)).toBe(true)
    for (const line of lines.filter((one) => one.startsWith('FROM ')))
      expect(line).toMatch(/^FROM node:24-slim( AS build)?$/)
  })
})
