/** Options of a caller -> settings, checked by the schemas of the topology language, or an error with advice. */
import type * as z from 'zod'
import { InputError } from '../base/errors.ts'
import { inOrder } from '../runner/language/diagnostics/diagnose.ts'
import { diagnoseIssues } from '../runner/language/diagnostics/issues.ts'
import { renderDiagnostics } from '../runner/language/diagnostics/render.ts'
import { durationProblem } from '../runner/language/values/duration.ts'
import { sizeProblem } from '../runner/language/values/size.ts'
import { parse } from '../runner/language/yaml/parse.ts'
import { asYaml } from './as-yaml.ts'

type Issues = readonly z.core.$ZodIssue[]

/** A bare number is milliseconds where a duration belongs, and bytes where a size does. Throws {@link InputError}. */
export function readSettings<S extends z.ZodObject>(call: string, schema: S, given: object): z.output<S> {
  const settings = withUnits(given, schema)
  const checked = schema.safeParse(settings)
  if (checked.success) return checked.data
  // As YAML, so that the messages are those of the language, each with its place.
  const text = asYaml(call, settings)
  const { root, diagnostics } = parse(text)
  const found =
    root === null
      ? diagnostics
      : diagnoseIssues(checked.error.issues, { text, source: root, schema, also: {}, anchor: null })
  const file = { file: `${call}(…)`, text, diagnostics: inOrder(found) }
  throw new InputError(`${call} cannot take this:\n\n${renderDiagnostics([file], { color: false })}`, [file])
}

function withUnits(given: object, schema: z.ZodObject): object {
  const settings = Object(copyOf(given))
  for (const { path, unit } of unitsMissing(schema.safeParse(settings).error?.issues ?? [], [])) {
    const holder = path.slice(0, -1).reduce<unknown>(valueAt, settings)
    const [key] = path.slice(-1)
    const value = key === undefined ? undefined : valueAt(holder, key)
    if (typeof value === 'number' && key !== undefined) Reflect.set(Object(holder), key, `${value}${unit}`)
  }
  return settings
}

/** Copies plain data. Other values stay, and the schema refuses them. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner)]))
}

function unitsMissing(
  issues: Issues,
  base: readonly PropertyKey[],
): readonly { readonly path: readonly PropertyKey[]; readonly unit: string }[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path]
    if (issue.code === 'invalid_union') return issue.errors.flatMap((inner) => unitsMissing(inner, path))
    const unit = { [durationProblem]: 'ms', [sizeProblem]: 'B' }[issue.message]
    return unit === undefined ? [] : [{ path, unit }]
  })
}

function valueAt(holder: unknown, key: PropertyKey): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, key) : undefined
}
