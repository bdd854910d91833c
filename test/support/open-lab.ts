/** A lab for tests of the machinery below runs. */
import path from 'node:path'
import { openLabNetwork } from '../../src/runner/fabrics/netns/open-lab-network.ts'
import { Guardian } from '../../src/runner/processes/guardian.ts'
import { assignAddresses } from '../../src/runner/simulation/network/routes/addresses.ts'
import type { LinkRule } from '../../src/runner/simulation/network/routes/link-rule.ts'
import type { RouterConfig } from '../../src/runner/simulation/network/routes/router-config.ts'
import { createSwitch } from '../../src/runner/simulation/network/switch.ts'
import { temporaryFolder } from './temporary-folder.ts'

export interface TestLabSetup {
  /** Machine -> the router that it is behind. */
  readonly hosts: Readonly<Record<string, string | null>>
  /** Without addresses. */
  readonly routers?: readonly RouterConfig[]
  readonly links?: readonly LinkRule[]
}

const instantly: LinkRule = { from: '*', to: '*', latency: 0 }

export async function openTestLab({ hosts: given, routers = [], links = [instantly] }: TestLabSetup) {
  const places = Object.entries(given).map(([name, router]) => ({ name, router }))
  const assigned = assignAddresses({ hosts: places, routers })
  const hosts = places.map((place) => ({ ...place, addresses: assigned.hosts.get(place.name) ?? [] }))
  const placed = routers.map((router) => ({ ...router, addresses: assigned.routers.get(router.name) ?? [] }))
  const guardian = new Guardian()
  const model = createSwitch({ seed: 1, hosts, routers: placed, links })
  const folder = temporaryFolder()
  const { lab, network } = await openLabNetwork({ seed: 1, hosts, routers: placed, model, folder, guardian })
  const addressOf = (name: string) =>
    [...hosts, ...placed].find((one) => one.name === name)?.addresses[0] ?? ''
  return {
    lab,
    network,
    folder: path.join(folder, '.netns'),
    addressOf,
    async [Symbol.asyncDispose]() {
      await lab[Symbol.asyncDispose]()
      guardian[Symbol.dispose]()
    },
  }
}
