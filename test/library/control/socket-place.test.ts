import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, vi } from 'vitest'
import { InputError } from '../../../src/base/errors.ts'
import { socketPlace } from '../../../src/library/control/socket-place.ts'
import { test } from '../../support/temporary-folder.ts'

/** The folder in which a place has made its own. */
const above = (file: string) => path.dirname(path.dirname(file))

/** Makes a folder in which no socket can be. */
function longIn(folder: string): string {
  const long = path.join(folder, 'x'.repeat(100))
  mkdirSync(long)
  return long
}

afterEach(() => vi.unstubAllEnvs())

describe('the socket of a topology without --socket', () => {
  test('is in a folder of its own, for its owner only, which goes with it', async ({ folder }) => {
    const place = await socketPlace(null, { XDG_RUNTIME_DIR: folder })
    expect(above(place.path)).toBe(folder)
    expect(statSync(path.dirname(place.path)).mode & 0o777).toBe(0o700)
    place[Symbol.dispose]()
    expect(readdirSync(folder)).toEqual([])
  })

  test.for([
    ['does not exist', (folder: string) => path.join(folder, 'none')],
    ['is a file', (folder: string) => path.join(folder, 'file')],
    ['has too long a path', longIn],
    ['is relative', () => 'run'],
    ['is empty', () => ''],
  ] as const)('is among temporary files when XDG_RUNTIME_DIR %s', async ([, dirOf], { folder }) => {
    writeFileSync(path.join(folder, 'file'), '')
    using place = await socketPlace(null, { XDG_RUNTIME_DIR: dirOf(folder) })
    expect(above(place.path)).toBe(tmpdir())
  })

  test('is refused where it cannot be, and leaves no folder', async ({ folder }) => {
    vi.stubEnv('TMPDIR', path.join(folder, 'none'))
    await expect(socketPlace(null, {})).rejects.toThrow(InputError)
    const long = longIn(folder)
    vi.stubEnv('TMPDIR', long)
    await expect(socketPlace(null, {})).rejects.toThrow('is too long for a Unix socket')
    expect(readdirSync(long)).toEqual([])
  })
})
