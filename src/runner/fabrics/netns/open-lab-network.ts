import path from 'node:path'
import type { Guardian } from '../../processes/guardian.ts'
import type { RouterConfig } from '../../simulation/network/routes/router-config.ts'
import type { Switch } from '../../simulation/network/switch.ts'
import { Lab } from './lab.ts'
import { type LabHost, layOutLab } from './lab-layout.ts'
import { LabNetwork } from './lab-network.ts'

export interface LabNetworkSetup {
  readonly seed: number
  readonly hosts: readonly LabHost[]
  readonly routers: readonly RouterConfig[]
  readonly model: Switch
  /** A folder of the run, for the files of the namespaces. */
  readonly folder: string
  readonly guardian: Pick<Guardian, 'watch' | 'forget'>
}

/** Opens a lab with every machine in its place, and the faults of its network. */
export async function openLabNetwork(setup: LabNetworkSetup): Promise<{ lab: Lab; network: LabNetwork }> {
  const { seed, hosts, routers, model, folder, guardian } = setup
  const layout = layOutLab(hosts, routers)
  const lab = await Lab.open({ folder: path.join(folder, '.netns'), guardian, seed, layout })
  const network = new LabNetwork({ lab, model, layout, hosts: hosts.map(({ name }) => name), routers })
  try {
    await network.applyRules()
  } catch (error) {
    await lab[Symbol.asyncDispose]()
    throw error
  }
  return { lab, network }
}
