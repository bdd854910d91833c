import path from 'node:path'
import { nodeKindOf } from '../node-kinds/registry.ts'
import { deepFreeze } from './freeze.ts'
import type { NodePlan, Plan } from './plan.ts'

/** The plan with absolute paths: those in a topology begin at its folder. */
export function resolvePaths(plan: Plan, folder: string): Plan {
  return deepFreeze({ ...plan, nodes: plan.nodes.map((node) => resolved(node, folder)) })
}

function resolved(node: NodePlan, folder: string): NodePlan {
  const texts = node as unknown as Readonly<Record<string, string>>
  const absolute = nodeKindOf(node.kind).paths.map((key) => [key, path.resolve(folder, texts[key] ?? '')])
  return { ...node, ...Object.fromEntries(absolute) }
}
