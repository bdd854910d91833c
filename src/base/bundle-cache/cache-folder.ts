import path from 'node:path'
import envPaths from 'env-paths'

/** Where topo keeps what it can make again; the environment variable TOPO_CACHE overrides it. */
export function cacheFolder(): string {
  return path.resolve(process.env['TOPO_CACHE'] || envPaths('topo', { suffix: '' }).cache)
}

/** Where V8 keeps what it compiled, of topo itself and of the programs of its nodes. */
export function compiledFolder(): string {
  return path.join(cacheFolder(), 'compiled')
}

/** Environment of a process that runs a bundle: V8 keeps what it compiled beside it. */
export function bundleEnvironment(): Readonly<Record<string, string>> {
  return { NODE_COMPILE_CACHE: compiledFolder() }
}
