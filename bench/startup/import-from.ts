/** A preload: topo's sources import libp2p from an installed release, as resolve-plugin.ts does for a bundle. */
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { ofLibp2p } from '../../src/protocol/module-program.ts'
import { adaptersFor, specifierIn, standIns } from '../../src/runner/releases/adapters.ts'
import type { ModuleTree } from '../../src/runner/releases/resolve-plugin.ts'

const { version, folders } = JSON.parse(process.env['TOPO_BENCH_RELEASE'] ?? '') as ModuleTree
const major = Number.parseInt(version, 10)
const sources = new URL('../../src/', import.meta.url).href
const adapters = new URL('nodes/adapters/', sources).href

registerHooks({
  resolve: (specifier, context, next) => {
    const { parentURL = '' } = context
    if (!ofLibp2p.test(specifier) || !parentURL.startsWith(sources)) return next(specifier, context)
    const adapter = adaptersFor(major)[specifier]
    if (adapter !== undefined && !parentURL.startsWith(adapters))
      return next(`${adapters}${adapter}.ts`, context)
    for (const folder of folders) {
      try {
        return next(specifierIn(major, specifier), { ...context, parentURL: `${pathToFileURL(folder)}/` })
      } catch {
        // Try the next folder.
      }
    }
    return next(`${adapters}${standIns[specifier]}.ts`, context)
  },
})
