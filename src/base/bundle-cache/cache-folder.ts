import path from 'node:path'
import envPaths from 'env-paths'

/** Folder for everything that topo can make again; the environment variable TOPO_CACHE overrides it. */
export function cacheFolder(): string {
  return path.resolve(process.env['TOPO_CACHE'] || envPaths('topo', { suffix: '' }).cache)
}

/** Folder in which V8 keeps the compiled code of topo and of its node programs. */
export function compiledFolder(): string {
  return path.join(cacheFolder(), 'compiled')
}

/** Environment of a process that runs a bundle, so that V8 keeps its compiled code. */
export function bundleEnvironment(): Readonly<Record<string, string>> {
  return { NODE_COMPILE_CACHE: compiledFolder() }
}
