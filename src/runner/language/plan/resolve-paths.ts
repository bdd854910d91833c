import path from 'node:path'
import { deepFreeze } from './freeze.ts'
import type { NodePlan, Plan } from './plan.ts'

/** The plan with absolute paths: those in a topology begin at its folder. */
export function resolvePaths(plan: Plan, folder: string): Plan {
  return deepFreeze({ ...plan, nodes: plan.nodes.map((node) => resolved(node, folder)) })
}

function resolved(node: NodePlan, folder: string): NodePlan {
  switch (node.kind) {
    case 'module':
      return { ...node, module: path.resolve(folder, node.module) }
    case 'command':
      return { ...node, cwd: path.resolve(folder, node.cwd) }
    case 'boot-node':
    case 'peer':
      return node
  }
}
