import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * A stack trace that names the lines of sources instead of those of bundles. Node itself would read every map before
 * anything goes wrong; here it is read when there is a stack to print.
 */
export function sourceStack(stack: string): string {
  return stack.replace(
    /((?:file:\/\/)?\/[^\s()]+\.mjs):(\d+):(\d+)/g,
    (place, at: string, line: string, column: string) => {
      const file = at.startsWith('file:') ? fileURLToPath(at) : at
      const map = mapOf(file)
      if (map === null) return place
      const origin = map.findOrigin(Number(line), Number(column))
      if (!('fileName' in origin)) return place
      return `${path.resolve(path.dirname(file), origin.fileName)}:${origin.lineNumber}:${origin.columnNumber}`
    },
  )
}

function mapOf(bundle: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, 'utf8')))
  } catch {
    return null
  }
}
