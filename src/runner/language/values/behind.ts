import * as z from 'zod'
import { name, nameProblem } from './name.ts'
import { percentage } from './percentage.ts'
import { type NodeShare, refineShares } from './shares.ts'

const shares = z
  .record(name, percentage)
  .transform((given) => Object.entries(given).map(([of, share]): NodeShare => ({ of, share })))
  .superRefine(refineShares)

/** The routers that the nodes of one entry are behind: one for all, or shares. */
export const behindOfNodes = z.union(
  [name.transform((of): readonly NodeShare[] => [{ of, share: 1 }]), shares],
  {
    error: ({ input }) =>
      typeof input === 'string'
        ? nameProblem
        : 'expected the name of a router, or shares of routers: { home: 60%, cafe: 40% }',
  },
)
