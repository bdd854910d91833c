import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { InputError, messageOf } from '../base/errors.ts'
import { forEachParallel } from '../base/parallel.ts'
import { current } from '../runner/language/values/libp2p-release.ts'
import { plural } from '../runner/language/values/plural.ts'
import { currentVersion } from '../runner/releases/current-version.ts'
import { Releases } from '../runner/releases/releases.ts'
import type { InstalledRelease } from '../runner/releases/store.ts'
import type { CliContext } from './context.ts'

export function addReleases(program: Command, context: CliContext): void {
  const command = program
    .command('releases')
    .description('list the installed libp2p releases, and those in the registry')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => list(new Releases(), json === true, context))
  command
    .command('install')
    .description('install releases for use without a network, and repair damaged ones')
    .argument('<releases...>', 'versions, ranges or tags')
    .action(async (names: string[]) =>
      install(new Releases({ tell: (what) => context.stderr.write(`topo: ${what}\n`) }), names, context),
    )
  command
    .command('prune')
    .description('delete installed releases, and the remains of interrupted installs')
    .argument('[versions...]', 'versions to delete (default: all)')
    .action(async (ids: string[]) => prune(new Releases(), ids, context))
}

async function list(releases: Releases, json: boolean, { stdout, stderr }: CliContext): Promise<void> {
  const installed = releases.store.list()
  const registry = await releases.available().catch((error: unknown) => {
    stderr.write(`topo: ${messageOf(error)}\n`)
    return null
  })
  const own = currentVersion()
  if (json) {
    const rows = installed.map(({ id, packages, bytes }) => ({ id, packages, bytes }))
    stdout.write(`${JSON.stringify({ current: own, installed: rows, registry }, null, 2)}\n`)
    return
  }
  stdout.write(`${current}  libp2p ${own ?? 'unknown'}, the release of topo itself\n\ninstalled\n`)
  for (const one of installed) stdout.write(`  ${describe(one)}\n`)
  if (installed.length === 0) stdout.write('  none\n')
  if (registry === null) return
  const tags = Object.entries(registry.tags).map(([tag, version]) => `${tag} (${version})`)
  stdout.write(`\nregistry\n  ${[...lines(registry.versions), `tags: ${tags.join(', ')}`].join('\n  ')}\n`)
}

/** Installs in parallel, since most time is spent waiting for the registry. Prints in the order of the arguments. */
async function install(releases: Releases, names: readonly string[], { stdout }: CliContext) {
  const exact = new Set(await Promise.all(names.map((name) => releases.exact(name, process.cwd()))))
  for (const release of exact) await releases.check(release)
  const lines = new Map<string, string>()
  await forEachParallel([...exact], availableParallelism(), async (release) => {
    const modules = await releases.modules(release)
    await modules?.check?.()
    const installed = modules === null ? null : releases.store.get(modules.id)
    lines.set(release, installed === null ? `${release}: nothing to install` : describe(installed))
  })
  for (const release of exact) stdout.write(`${lines.get(release)}\n`)
}

async function prune(releases: Releases, ids: readonly string[], { stdout }: CliContext) {
  const { store } = releases
  const unknown = ids.find((id) => store.get(id) === null)
  if (unknown !== undefined) throw new InputError(`${unknown} is not installed; topo releases lists what is`)
  const doomed = store.list().filter(({ id }) => ids.length === 0 || ids.includes(id))
  for (const { id } of doomed) await store.remove(id)
  await store.clean()
  const freed = doomed.reduce((sum, { bytes }) => sum + bytes, 0)
  stdout.write(`${plural(doomed.length, 'release')} deleted, ${megabytes(freed)}\n`)
}

function describe({ id, packages, bytes }: InstalledRelease): string {
  return `${id.padEnd(8)}  ${megabytes(bytes).padStart(8)}  ${packages['libp2p'] === id ? '' : `libp2p ${packages['libp2p']}`}`.trimEnd()
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

/** One line for each minor version. */
function lines(versions: readonly string[]): readonly string[] {
  const minors = Map.groupBy(versions, (version) => version.split('.').slice(0, 2).join('.'))
  return [...minors.values()].map((some) => some.join(' '))
}
