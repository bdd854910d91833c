/**
 * The node whose code runs now. Several nodes may share a process: each step is of one of them, and it ends when nothing
 * of the node is under way any more. So whatever runs within a step belongs to its node.
 */
import type { SandboxNode } from './sandbox-node.ts'

let node: SandboxNode | undefined

/** Throws before the first node has been entered. */
export function presentNode(): SandboxNode {
  if (node === undefined) throw new Error('the process has no node yet')
  return node
}

/** Lets the code that runs from now on be the node's. */
export function enterNode(next: SandboxNode): void {
  node = next
}
