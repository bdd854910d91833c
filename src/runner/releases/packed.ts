/** Reads the manifest of a package that `npm pack` made. */
import { gunzipSync } from 'node:zlib'
import { InputError } from '../../base/errors.ts'
import { isRecord } from '../../events/shape.ts'
import type { Published } from './rule.ts'

const blockSize = 512

/** The version and dependencies of a packed libp2p. */
export function readPacked(content: Uint8Array, file: string): Published {
  const manifest = manifestIn(content)
  if (manifest === null) throw new InputError(`${file} is not a package; npm pack makes one`)
  const { name, version, dependencies } = manifest
  if (name !== 'libp2p') throw new InputError(`${file} is ${String(name)}, and libp2p is wanted`)
  if (typeof version !== 'string') throw new InputError(`${file} has no version`)
  return { version, dependencies: isRecord(dependencies) ? (dependencies as Published['dependencies']) : {} }
}

function manifestIn(content: Uint8Array): Record<string, unknown> | null {
  try {
    const text = fileIn(gunzipSync(content), 'package/package.json')
    const manifest: unknown = text === null ? null : JSON.parse(text)
    return isRecord(manifest) ? manifest : null
  } catch {
    return null
  }
}

/** Reads a file of a tar archive (POSIX ustar): blocks of 512 bytes, the first of which has the name and the octal size. */
function fileIn(archive: Buffer, wanted: string): string | null {
  for (let at = 0; at + blockSize <= archive.length; ) {
    const name = archive.toString('utf8', at, at + 100).replace(/\0.*$/s, '')
    if (name === '') return null
    const size = Number.parseInt(archive.toString('ascii', at + 124, at + 136), 8)
    const start = at + blockSize
    if (name === wanted) return archive.toString('utf8', start, start + size)
    at = start + Math.ceil(size / blockSize) * blockSize
  }
  return null
}
