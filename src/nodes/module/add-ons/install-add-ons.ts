/**
 * Native add-ons in a node of the virtual network. One that can open sockets of its own loads, but every use of it is
 * refused, unless the topology lets it through. Work of all others on other threads counts as work of the node.
 */
import path from 'node:path'
import type { TopoControl } from '../../sandbox/control.ts'
import { SandboxError } from '../../sandbox/network/errors.ts'
import { real } from '../../sandbox/real.ts'
import { replace } from '../../sandbox/replace.ts'
import { tellOnce, warnOf } from '../../sandbox/warnings.ts'
import { aroundWork } from './add-on-work.ts'
import { opensSockets } from './opens-sockets.ts'
import { type Around, wrapExports } from './wrap-exports.ts'

interface Loading {
  exports: unknown
  readonly parent?: { readonly filename?: string | null } | null
}

type Open = (module: Loading, file: string, ...flags: number[]) => void

export interface AddOnOptions {
  readonly control: Pick<TopoControl, 'begin'>
  /** Names of packages that may open sockets. */
  readonly allowed: readonly string[]
}

/** Databases with functions for the time and for random numbers. */
const withClock: ReadonlySet<string> = new Set([
  'better-sqlite3',
  'sqlite3',
  'libsql',
  '@libsql/client',
  'duckdb',
])

export function installAddOns({ control, allowed }: AddOnOptions): void {
  const open = real.dlopen as unknown as Open
  const openGuarded: Open = (module, file, ...flags) => {
    Reflect.apply(open, process, [module, file, ...flags])
    const names = namesOf(module, file)
    const [name = path.basename(file)] = names
    module.exports = wrapExports(module.exports, aroundOf(name, names, file))
  }
  replace(process, 'dlopen', openGuarded)

  function aroundOf(name: string, names: readonly string[], file: string): Around {
    if (!opensSockets(file)) {
      const around = aroundWork(name, control)
      return names.some((one) => withClock.has(one))
        ? before(around, () => warnOf(name, 'has a clock and random numbers of its own'))
        : around
    }
    if (!names.some((one) => allowed.includes(one))) return before(passing, () => refuse(name))
    return before(passing, () =>
      tellOnce(
        `the native add-on ${name} has sockets and time of the machine (allowNative), so this run cannot repeat`,
      ),
    )
  }
}

function refuse(name: string): never {
  const sentence = `${name} is a native add-on with sockets of its own, which pass by the virtual network. Leave out what uses it, such as a transport, or let it through with \`allowNative: [${name}]\`: then the run cannot repeat.`
  // A library may keep the error to itself.
  tellOnce(`refused: ${sentence}`)
  throw new SandboxError(sentence)
}

const passing: Around = {
  call: (_, original, self, args) => Reflect.apply(original, self, args) as unknown,
  construct: (_, original, args, made) => Reflect.construct(original, args, made) as object,
}

function before(around: Around, act: () => void): Around {
  return {
    call: (...given) => {
      act()
      return around.call(...given)
    },
    construct: (...given) => {
      act()
      return around.construct(...given)
    },
  }
}

/** Names by which a topology may know the add-on: the package that loads it, and the package with its file. */
function namesOf({ parent }: Loading, file: string): readonly string[] {
  return [parent?.filename, file].flatMap((one) => (one == null ? [] : (packageIn(one) ?? [])))
}

function packageIn(file: string): string | undefined {
  const [, inside] = file.split(/.*[/\\]node_modules[/\\]/)
  const [scope, name] = inside?.split(/[/\\]/) ?? []
  return scope?.startsWith('@') === true ? `${scope}/${name}` : scope
}
