import { expect, it } from 'vitest'
import type { Plan } from '../../src/runner/language/plan/plan.ts'
import { shipped } from '../support/run-topology.ts'
import { sharedRun } from '../support/shared-run.ts'

/**
 * The path of a TCP dial by RFC 4787. Every dial comes from a new port, so no mapping of the target's NAT was made for
 * it. A packet from outside passes only when the target's address is public, or when a static mapping leads to it through
 * every NAT on its way. Inside one network no NAT is on the way.
 */
function predict(plan: Plan, from: Plan['nodes'][number], to: Plan['nodes'][number]): 'direct' | 'relayed' {
  const routers = new Map(plan.routers.map((router) => [router.name, router]))
  const nats = (name: string | null): readonly string[] => {
    const router = name === null ? undefined : routers.get(name)
    if (router === undefined) return []
    return router.nat === null ? nats(router.behind) : [router.name, ...nats(router.behind)]
  }
  const towards = nats(to.router)
  if (towards.join() === nats(from.router).join() && towards.length > 0) return 'direct'
  const forwards = towards.map((name, layer) => {
    const inner = layer === 0 ? to.name : towards[layer - 1]
    return routers.get(name)?.ports.some((port) => port.to === inner) === true
  })
  return forwards.every(Boolean) ? 'direct' : 'relayed'
}

it('every pair of NATs reaches each other as RFC 4787 predicts for dials from new ports', async () => {
  const plan = shipped('nat-kinds')
  const peers = plan.nodes.filter(({ kind }) => kind === 'peer')
  const { verdict, events } = await sharedRun(plan)
  const seen = new Map<string, string>()
  for (const event of events) {
    if (event.kind !== 'probe') continue
    const isDirect = event.paths.some(({ kind }) => kind === 'direct')
    const how = event.outcome === 'reached' ? (isDirect ? 'direct' : 'relayed') : event.outcome
    seen.set(`${event.from} to ${event.to}`, how)
  }
  const predicted = peers.flatMap((from) =>
    peers
      .filter((to) => to !== from)
      .map((to) => [`${from.name} to ${to.name}`, predict(plan, from, to)] as const),
  )
  expect(predicted).toHaveLength(72)
  expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(predicted))
  expect(verdict.outcome).toBe('pass')
})
