import * as z from 'zod'
import { conflict } from './conflict.ts'
import { oneOrMore } from './optional.ts'
import { alsoCalled } from './other-words.ts'

/** Values by names of environment variables. */
export function variables<V extends z.ZodType>(value: V) {
  return z.record(z.string().regex(/^[A-Za-z_]\w*$/, { error: 'expected the name of a variable' }), value)
}

/** Other words for `env`. */
export const wordsForEnv = ['environment', 'variables', 'vars']

/** The key `env` of a node that runs topo's agent. */
export const env = alsoCalled(
  variables(z.string({ error: 'expected text; a number needs quotes' }).max(4096))
    .default({})
    .meta({
      description:
        'Environment variables of its process beside [those that every node has](virtual-time.md#the-environment) (default {})',
    }),
  wordsForEnv,
)

/** The key `debug` of a node that runs libp2p in topo's agent. */
export const debug = oneOrMore(
  z.string().regex(/^[^\s,]{1,200}$/, {
    error: 'expected a namespace of libp2p’s debug output, such as libp2p:connection-monitor*',
  }),
).meta({
  description:
    'Namespaces of libp2p’s debug output that it prints into its log, each line with the date in virtual time: `libp2p:connection-monitor*`, or a list; `-libp2p:tcp*` leaves some out (default none)',
})

/** Both keys set the same variable. */
export function refuseTwoDebugs(
  given: { readonly debug: readonly string[]; readonly env: Readonly<Record<string, string>> },
  context: z.RefinementCtx,
): void {
  if (given.debug.length === 0 || given.env['DEBUG'] === undefined) return
  context.addIssue(
    conflict('debug', '`debug` sets the variable DEBUG, which `env` sets too', 'remove one of them', 'env'),
  )
}
