import { existsSync } from 'node:fs'
import path from 'node:path'
import type { OnResolveArgs, Plugin } from 'esbuild'
import type { ReleasePackages } from '../../protocol/module-program.ts'
import { packagesOutside } from './module-sources.ts'

/**
 * The files of a module that cannot be loaded, by absolute path: those that were read before the mistake, and the paths
 * that an import without a file may mean. A change of any of them may mend it.
 */
export async function touchedFiles(module: string, release: ReleasePackages): Promise<readonly string[]> {
  const { build } = await import('esbuild')
  const touched = new Set([module])
  try {
    await build({
      bundle: true,
      write: false,
      logLevel: 'silent',
      platform: 'node',
      entryPoints: [module],
      plugins: [record(touched), packagesOutside(release)],
    })
  } catch {
    // The caller knows already that the module cannot be loaded.
  }
  return [...touched]
}

/** Adds files as esbuild reads them, and changes nothing. */
function record(touched: Set<string>): Plugin {
  return {
    name: 'topo-touched-files',
    setup: (build) => {
      build.onLoad({ filter: /^/ }, ({ path: file }) => {
        touched.add(file)
        return null
      })
      build.onResolve({ filter: /^\.{0,2}\// }, (args) => {
        for (const file of possibleFiles(args)) touched.add(file)
        return null
      })
    },
  }
}

const endings = ['.ts', '.tsx', '.mts', '.js', '.jsx', '.mjs', '.json', '/index.ts', '/index.js']

/** TypeScript may name a file without its ending, or `.js` for `.ts`. */
function possibleFiles({ resolveDir, path: specifier }: OnResolveArgs): readonly string[] {
  const file = path.resolve(resolveDir, specifier)
  if (existsSync(file)) return []
  const isWhole = endings.includes(path.extname(file))
  return isWhole
    ? [file, file.replace(/\.(m?)js$/, '.$1ts')]
    : [file, ...endings.map((ending) => `${file}${ending}`)]
}
