import { stat } from 'node:fs/promises'
import { problem } from '../../language/diagnostics/diagnose.ts'
import { type ReadSource, readSource } from './read-source.ts'

/** Reads a topology file. Refuses a pipe: it can be read only once, and opening it may block forever. */
export async function readTopologyFile(file: string): Promise<ReadSource> {
  const found = await stat(file).catch(() => null)
  if (found === null || found.isFile() || found.isDirectory()) return readSource(file)
  const hint = 'save what it gives in a file and name that: a topology is read again for each release'
  const diagnostics = [problem('file-unreadable', null, 'this is a pipe or a device, not a file', hint)]
  return { ok: false, file: { file, text: '', diagnostics } }
}
