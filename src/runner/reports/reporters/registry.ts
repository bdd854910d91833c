/** Every reporter by the name that `--reporter` takes. A new one is a file beside this one and a line here. */
import { github } from './github.ts'
import { json } from './json.ts'
import { junit } from './junit.ts'
import type { ReporterDefinition } from './reporter.ts'
import { terminal } from './terminal.ts'

export const reporters = {
  terminal,
  json,
  junit,
  github,
} as const satisfies Record<string, ReporterDefinition>

export type ReporterName = keyof typeof reporters

export function isReporterName(name: string): name is ReporterName {
  return Object.hasOwn(reporters, name)
}
