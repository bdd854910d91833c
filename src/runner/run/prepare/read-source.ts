import { open } from 'node:fs/promises'
import { type DiagnosedFile, messageOf } from '../../../base/errors.ts'
import { problem } from '../../language/diagnostics/diagnose.ts'
import type { Source } from '../../language/plan/load.ts'
import { limits } from '../../language/values/limits.ts'
import { tooLarge } from '../../language/yaml/yaml-document.ts'

export type ReadSource =
  | { readonly ok: true; readonly source: Source }
  | { readonly ok: false; readonly file: DiagnosedFile }

/** Reads a text up to the size limit of a topology. */
export async function readSource(file: string): Promise<ReadSource> {
  const refuse = (...diagnostics: DiagnosedFile['diagnostics']) =>
    ({ ok: false, file: { file, text: '', diagnostics } }) as const
  try {
    await using handle = await open(file, 'r')
    const { size } = await handle.stat()
    if (size > limits.fileSize) return refuse(tooLarge(size))
    const buffer = Buffer.alloc(limits.fileSize + 1)
    let length = 0
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length)
      length += bytesRead
      if (bytesRead === 0 || length === buffer.length) break
    }
    if (length > limits.fileSize) return refuse(tooLarge(length))
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(buffer.subarray(0, length))
    return { ok: true, source: { file, text } }
  } catch (error) {
    return refuse(problem('file-unreadable', null, ...explain(error)))
  }
}

function explain(error: unknown): [message: string, hint: string | null] {
  const code = error instanceof Error && 'code' in error ? error.code : null
  switch (code) {
    case 'ENOENT':
      return ['there is no such file or folder', '`topo new <name>` writes a topology to start from']
    case 'EISDIR':
      return ['this is a folder', 'name the topology files in it']
    case 'EACCES':
      return ['the file may not be read', 'check its permissions']
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return ['the file is not UTF-8 text', 'save it as UTF-8']
    default:
      return [`the file cannot be read: ${messageOf(error)}`, null]
  }
}
