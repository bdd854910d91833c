import path from 'node:path'
import type { CaptureSetup } from '../../capture/captures.ts'
import type { Guardian } from '../../processes/guardian.ts'
import type { RouterConfig } from '../../simulation/network/routes/router-config.ts'
import type { Switch } from '../../simulation/network/switch.ts'
import { Lab } from './lab.ts'
import { LabCapture } from './lab-capture.ts'
import { type LabHost, layOutLab } from './lab-layout.ts'
import { LabNetwork } from './lab-network.ts'

export interface LabNetworkSetup {
  readonly seed: number
  readonly hosts: readonly LabHost[]
  readonly routers: readonly RouterConfig[]
  readonly model: Switch
  /** A folder of the run, for the files of the namespaces. */
  readonly folder: string
  readonly guardian: Pick<Guardian, 'start' | 'forget'>
  /** Default: no capture. */
  readonly capture?: CaptureSetup | null
}

export interface OpenLab {
  readonly lab: Lab
  readonly network: LabNetwork
  readonly capture: LabCapture | null
}

/** Opens a lab with every machine in its place, and the faults of its network. */
export async function openLabNetwork(setup: LabNetworkSetup): Promise<OpenLab> {
  const { seed, hosts, routers, model, folder, guardian, capture: wanted = null } = setup
  const layout = layOutLab(hosts, routers)
  const lab = await Lab.open({ folder: path.join(folder, '.netns'), guardian, seed, layout })
  try {
    const capture = wanted === null ? null : await LabCapture.open(lab, layout.wires, wanted)
    const moved = (host: string) => capture?.moved(host, model.addresses(host))
    const names = hosts.map(({ name }) => name)
    const network = new LabNetwork({ lab, model, layout, hosts: names, routers, moved })
    await network.applyRules()
    return { lab, network, capture }
  } catch (error) {
    await lab[Symbol.asyncDispose]()
    throw error
  }
}
