import type { Plan } from '../language/plan/plan.ts'

/** Returns the function that replaces everything in a text that differs from run to run: names, numbers, addresses. */
export function patternOf({ nodes, routers }: Pick<Plan, 'nodes' | 'routers'>): (text: string) => string {
  const roles = new Map<string, string>([
    ...nodes.flatMap(({ name, kind, peerId }): [string, string][] => [
      [name, `<${kind}>`],
      [peerId, `<${kind}>`],
    ]),
    ...routers.map(({ name }): [string, string] => [name, '<router>']),
  ])
  const known = new Map<string, string>()
  return (text) => {
    let pattern = known.get(text)
    if (pattern === undefined) {
      pattern = text
        .replace(/\/(?:ip4|ip6|dns4|dns6|dnsaddr|p2p)\/[^\s,;)\]]*/g, '<address>')
        .replace(/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '<address>')
        .replace(/[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*/g, (word) => roles.get(word) ?? word)
        .replace(/\d+(?:\.\d+)?(?:ms|[smhd])?(?: \d+(?:\.\d+)?(?:ms|[smhd]))*/g, '#')
      known.set(text, pattern)
    }
    return pattern
  }
}
