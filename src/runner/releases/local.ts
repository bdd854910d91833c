/** Finds libp2p at the path of `local:PATH`: a packed libp2p, a checkout of js-libp2p, or a folder with node_modules. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { InputError, messageOf } from '../../base/errors.ts'
import { isRecord } from '../../events/shape.ts'

export type Local =
  | { readonly kind: 'packed'; readonly file: string }
  | {
      readonly kind: 'folder'
      readonly version: string
      /** Folders from which packages are resolved, in this order. */
      readonly folders: readonly string[]
    }

export function findLocal(place: string): Local {
  if (isFile(place)) return { kind: 'packed', file: place }
  const checkout = path.join(place, 'packages')
  if (existsSync(path.join(checkout, 'libp2p/package.json'))) return inCheckout(place, checkout)
  const installed = path.join(place, 'node_modules/libp2p')
  if (existsSync(path.join(installed, 'package.json'))) {
    return { kind: 'folder', version: versionIn(installed), folders: [place, installed] }
  }
  throw new InputError(
    `${place} has no libp2p: local: takes a checkout of js-libp2p, a packed libp2p (.tgz), or a folder with node_modules/libp2p`,
  )
}

/** The monorepo, whose packages find each other after `npm install` and `npm run build`. */
function inCheckout(place: string, checkout: string): Local {
  const libp2p = path.join(checkout, 'libp2p')
  if (!existsSync(path.join(libp2p, 'dist')) || !existsSync(path.join(place, 'node_modules'))) {
    throw new InputError(`${place} is not built: run npm install and npm run build in it`)
  }
  const others = readdirSync(checkout).map((name) => path.join(checkout, name))
  return { kind: 'folder', version: versionIn(libp2p), folders: [place, libp2p, ...others.sort()] }
}

function versionIn(folder: string): string {
  const file = path.join(folder, 'package.json')
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (isRecord(manifest) && typeof manifest['version'] === 'string') return manifest['version']
  } catch (error) {
    throw new InputError(`${file} cannot be read: ${messageOf(error)}`)
  }
  throw new InputError(`${file} has no version`)
}

function isFile(place: string): boolean {
  try {
    return statSync(place).isFile()
  } catch {
    throw new InputError(`there is no file or folder ${place}`)
  }
}
