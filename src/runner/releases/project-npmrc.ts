import { existsSync } from 'node:fs'
import path from 'node:path'

/** The .npmrc of the project that `folder` belongs to, as npm looks for it; it may name a registry of the project's own. */
export function projectNpmrc(folder: string): string | null {
  for (let at = folder; ; at = path.dirname(at)) {
    const isProject = ['package.json', 'node_modules'].some((name) => existsSync(path.join(at, name)))
    if (isProject || at === path.dirname(at)) {
      const file = path.join(at, '.npmrc')
      return existsSync(file) ? file : null
    }
  }
}
