import { existsSync, realpathSync } from 'node:fs'
import path from 'node:path'

/** The folder of npm's temporary packages, which `npx --package` uses. */
const temporary = `${path.sep}_npx${path.sep}`

/**
 * Returns the path of a package as seen from a folder: the link to it in the nearest `node_modules`, else its own folder.
 * pnpm keeps a package in a folder named by its version, so that only the link stays when the package is updated. A
 * package that npm has only for one command has the place that it would have in the project.
 */
export function linkedPackage(name: string, folder: string, from: string): string {
  const real = realpathSync(folder)
  for (let at = path.resolve(from); ; at = path.dirname(at)) {
    const linked = path.join(at, 'node_modules', name)
    if (existsSync(linked) && realpathSync(linked) === real) return linked
    if (real.includes(temporary) && existsSync(path.join(at, 'package.json'))) return linked
    if (at === path.dirname(at)) return folder
  }
}
