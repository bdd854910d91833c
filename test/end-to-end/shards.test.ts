/** A list of topologies in shards, by the engines that exist, against the same list in one piece. */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openResults } from '../../src/runner/results/open-results.ts'
import { topo } from '../support/cli.ts'
import { replaced, root } from '../support/run-topology.ts'
import { hasSlurm, Slurm } from '../support/slurm.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Short topologies with a seed of their own; the third fails. */
const list = [1, 2, 3, 4, 5].map((seed) => ({
  name: `hello-${seed}`,
  changes: [
    ['name: hello', `name: hello-${seed}\nseed: ${seed}`],
    ['path: relayed', seed === 3 ? 'path: direct' : 'path: relayed'],
    ['    via: boot\n', ''],
  ] as const,
}))

function writeList(folder: string): readonly string[] {
  const hello = readFileSync(path.join(root, 'topologies/hello.yaml'), 'utf8')
  return list.map(({ name, changes }) => {
    const file = path.join(folder, `${name}.yaml`)
    writeFileSync(
      file,
      changes.reduce((text, change) => replaced(file, text, change), hello),
    )
    return file
  })
}

/** Each run of a results folder: its name, verdict and fingerprint. */
function verdictsIn(folder: string) {
  return globSync(`${folder}/*/2*/plan.json`)
    .map((file) => openResults(path.dirname(file)).verdict)
    .map(({ name, outcome, fingerprint }) => ({ name, outcome, fingerprint }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

describe.skipIf(!hasSlurm)('the Slurm script', () => {
  it('gives the verdicts and fingerprints of one piece, from an array of 4', async () => {
    const folder = temporaryFolder()
    const files = writeList(folder)
    await using slurm = await Slurm.start(temporaryFolder())
    const job = await slurm.submit(
      path.join(root, 'examples/ci/slurm.sh'),
      ['--array=1-4', '--cpus-per-task=1'],
      {
        cwd: folder,
        env: { TOPO: `${process.execPath} ${path.join(root, 'cli.ts')}`, TOPOLOGIES: files.join(' ') },
      },
    )
    const results = path.join(folder, `results/slurm-${job}`)
    const logs = globSync(`${folder}/topo-*.log`).map((file) => readFileSync(file, 'utf8'))
    const shards = globSync(`${results}/shard-*`).sort()
    expect(shards, logs.join('\n')).toHaveLength(4)
    const [merged, whole] = [path.join(results, 'all'), path.join(folder, 'whole')]
    const joined = await topo('merge', ...shards, '--results', merged)
    const single = await topo('run', ...files, '--results', whole)
    expect([joined.code, single.code]).toEqual([1, 1])
    const lastLine = ({ stdout }: { readonly stdout: string }) => stdout.trimEnd().split('\n').at(-1)
    expect(lastLine(joined)).toBe(lastLine(single)?.replace(/ in [^:]+:/, ':'))
    expect(verdictsIn(merged)).toEqual(verdictsIn(whole))
    expect(verdictsIn(whole).map(({ name }) => name)).toEqual(list.map(({ name }) => name))
  })
})
