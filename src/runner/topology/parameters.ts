/** What a parameter of a fault, an expectation or a node kind stands for, found below its `.default` and `orNull`. */
import { z } from 'zod'
import { cellTables, type SelectorMeta, selectors } from '../values/selector.ts'

export type ParameterRole =
  | { readonly role: 'selector'; readonly key: string; readonly meta: SelectorMeta }
  | { readonly role: 'cells'; readonly key: string }

export function rolesOf(params: z.ZodObject): readonly ParameterRole[] {
  return Object.entries(params.shape).flatMap(([key, schema]): readonly ParameterRole[] => {
    const role = roleOf(schema)
    return role === null ? [] : [role === 'cells' ? { role, key } : { role: 'selector', key, meta: role }]
  })
}

function roleOf(schema: z.core.$ZodType): SelectorMeta | 'cells' | null {
  const meta = selectors.get(schema)
  if (meta !== undefined) return meta
  if (cellTables.has(schema)) return 'cells'
  if (schema instanceof z.ZodPipe) return roleOf(schema.in)
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable
  ) {
    return roleOf(schema.unwrap())
  }
  return null
}
