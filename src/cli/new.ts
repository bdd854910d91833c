import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import path from 'node:path'
import { type Command, Option } from 'commander'
import { InputError, messageOf } from '../base/errors.ts'
import { makeFolder } from '../base/make-folder.ts'
import { suggest } from '../runner/language/diagnostics/suggest.ts'
import { copyTopology } from '../runner/language/topology/copy-topology.ts'
import { swarmTemplate } from '../runner/language/topology/swarm-template.ts'
import { topologyTemplate } from '../runner/language/topology/template.ts'
import { isName } from '../runner/language/values/name.ts'
import { parse } from '../runner/language/yaml/parse.ts'
import { styleFor } from '../runner/reports/reporters/style.ts'
import { readTopologyFile } from '../runner/run/prepare/read-topology-file.ts'
import type { CliContext } from './context.ts'
import { linkedPackage } from './linked-package.ts'

/** The folder of the catalogue that comes with topo. */
const catalogue = path.join(path.dirname(findPackageJSON(import.meta.url) ?? ''), 'topologies')

const schemaFile = 'topology.schema.json'

/** Returns the path of the schema for files in a folder. */
function shippedSchema(folder: string): string {
  const here = linkedPackage('libp2p-topo', path.dirname(catalogue), folder)
  return path.join(here, path.basename(catalogue), schemaFile)
}

/** The names of the catalogue: `relay-restart`, `calimero/s1-boot-node-restart`. */
export function shippedNames(): readonly string[] {
  if (!existsSync(catalogue)) return []
  return readdirSync(catalogue, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length).replaceAll(path.sep, '/'))
    .sort()
}

function shippedFile(name: string): string {
  return path.join(catalogue, `${name}.yaml`)
}

const templates = { relay: topologyTemplate, swarm: swarmTemplate } as const

interface NewOptions {
  readonly dir: string
  readonly from?: string
  readonly template: keyof typeof templates
}

export function addNew(program: Command, context: CliContext): void {
  program
    .command('new')
    .description('write a commented topology to start from')
    .argument('<name>', 'its name: lower-case letters, digits and hyphens')
    .option('--from <topology>', 'copy this topology: a file, or one of the catalogue, such as relay-restart')
    .addOption(
      new Option('--template <kind>', 'what to begin with: a relay and two peers, or a swarm with churn')
        .choices(Object.keys(templates))
        .default('relay')
        .conflicts('from'),
    )
    .option('--dir <folder>', 'where', 'topologies')
    .action(async (name: string, { dir, from, template }: NewOptions) => {
      if (!isName(name)) {
        throw new InputError(
          `"${name}" is no name: use lower-case letters, digits and hyphens, such as relay-restart`,
        )
      }
      const file = path.join(dir, `${name}.yaml`)
      const text =
        from === undefined
          ? templates[template](name, pathFrom(dir, shippedSchema(dir)))
          : await copy(from, name, dir)
      try {
        makeFolder(dir)
        writeFileSync(file, text, { flag: 'wx' })
      } catch (error) {
        const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST'
        throw new InputError(
          exists ? `${file} is there already` : `cannot write ${file}: ${messageOf(error)}`,
        )
      }
      context.stdout.write(`${file}\nRun it: ${styleFor(context).topo} run ${file}\n`)
    })
}

async function copy(from: string, name: string, dir: string): Promise<string> {
  const original = findOriginal(from)
  const read = await readTopologyFile(original)
  if (!read.ok) throw new InputError(`${from} cannot be copied`, [read.file])
  const { text } = read.source
  const move = (file: string) => pathFrom(dir, path.resolve(path.dirname(original), file))
  const schema = (given: string | null) => {
    const named = path.resolve(path.dirname(original), given ?? schemaFile)
    if (given === null || named === path.join(catalogue, schemaFile)) return pathFrom(dir, shippedSchema(dir))
    return /^https?:/.test(given) ? given : move(given)
  }
  const copied = copyTopology(text, { name, schema, move })
  if (copied !== null) return copied
  const { diagnostics } = parse(text)
  throw new InputError(`${original} has no \`name\`, so it is no topology to copy`, [
    ...(diagnostics.length > 0 ? [{ file: original, text, diagnostics }] : []),
  ])
}

function findOriginal(from: string): string {
  if (existsSync(from)) return from
  const names = shippedNames()
  // By its path, or by its name in `topo list`.
  const named =
    names.find((name) => name === from) ?? names.find((name) => path.posix.basename(name) === from)
  if (named !== undefined) return shippedFile(named)
  const hint = suggest(from, names)
  throw new InputError(
    `there is no file ${from}, and topo has no topology of that name${hint === null ? '' : `: ${hint}`}`,
  )
}

/** Returns the path of `file` relative to the folder: `./topology.schema.json`, `../topology.schema.json`. */
function pathFrom(folder: string, file: string): string {
  const way = path.relative(folder, file).replaceAll(path.sep, '/')
  return way.startsWith('.') || path.isAbsolute(way) ? way : `./${way}`
}
