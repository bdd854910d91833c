import * as z from 'zod'

/** Values by names of environment variables. */
export function variables<V extends z.ZodType>(value: V) {
  return z.record(z.string().regex(/^[A-Za-z_]\w*$/, { error: 'expected the name of a variable' }), value)
}

/** The key `env` of a node that runs topo's agent. */
export const env = variables(z.string({ error: 'expected text; a number needs quotes' }).max(4096))
  .default({})
  .meta({
    description:
      'Environment variables of its process beside [those that every node has](virtual-time.md#the-environment) (default {})',
  })
