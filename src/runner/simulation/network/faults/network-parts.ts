import type { Kernel } from '../kernel/kernel.ts'
import type { Routes } from '../routes/routes.ts'

/** The parts of the network that a fault can change. */
export interface NetworkParts {
  readonly kernel: Kernel
  readonly routes: Routes
}
