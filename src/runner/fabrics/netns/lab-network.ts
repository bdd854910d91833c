/**
 * The faults of a lab. The switch of the virtual network, without any traffic, is the model: it knows places, links and
 * cuts, and what is in force of several changes that overlap. The lab follows it.
 */
import { BugError } from '../../../base/errors.ts'
import type { Changes } from '../../simulation/network/faults/changes.ts'
import type { NetworkChange, NetworkFaults } from '../../simulation/network/network-faults.ts'
import type { NatBehaviour } from '../../simulation/network/routes/nat-behaviour.ts'
import type { RouterConfig } from '../../simulation/network/routes/router-config.ts'
import type { Switch } from '../../simulation/network/switch.ts'
import { type RulesOfWire, wireRules } from '../../simulation/network/wire-rules.ts'
import { nft } from './commands.ts'
import type { Lab } from './lab.ts'
import { type LabLayout, type LabRouter, type LabWire, natInFront } from './lab-layout.ts'
import { natRules, natTimeouts, replacedForwards } from './nat-rules.ts'
import { innerEnd, outerEnd } from './set-up-script.ts'

export interface LabNetworkOptions {
  readonly lab: Pick<Lab, 'run' | 'renew' | 'device'> & {
    readonly wires: Pick<Lab['wires'], 'ask' | 'blocked'>
  }
  readonly model: Switch
  readonly layout: LabLayout
  readonly hosts: readonly string[]
  readonly routers: readonly RouterConfig[]
  /** Is told of a host with other addresses. */
  readonly moved?: (host: string) => void
}

/** Forgets the mappings of a NAT, but not its static ones. */
const forgetMappings = `
conntrack -F 2>/dev/null
nft flush map ip nat tcp_mappings
nft flush map ip nat udp_mappings
nft flush set ip nat permits`

/** A way from one machine to another, the addresses of the second as the first sees it, and the reverse. */
interface WayOut {
  readonly from: string
  readonly to: string
  readonly seenAs: readonly string[]
  readonly seesAs: readonly string[]
}

export class LabNetwork implements NetworkFaults {
  readonly #options: LabNetworkOptions
  readonly #lines = new Map<object, number>()
  readonly #wires: Map<string, LabWire>
  /** The change before: changes are made one after the other. */
  #latest: Promise<unknown> = Promise.resolve()

  constructor(options: LabNetworkOptions) {
    this.#options = options
    this.#wires = new Map(options.layout.wires.map((wire) => [wire.name, wire]))
  }

  /** Puts the rules of now into force. */
  async applyRules(sever = false): Promise<void> {
    const { lab } = this.#options
    await lab.wires.ask({ do: 'rules', rules: Object.fromEntries(this.#rules()), sever })
  }

  addresses: NetworkFaults['addresses'] = (host) => this.#options.model.addresses(host)

  setNames: NetworkFaults['setNames'] = () => {
    throw new BugError('a fault of the name server reached fabric netns')
  }

  setGateway: NetworkFaults['setGateway'] = () => {
    throw new BugError('a fault of UPnP reached fabric netns')
  }

  restartRouter: NetworkFaults['restartRouter'] = (router, now) => this.flushNat(router, now)

  cut: NetworkFaults['cut'] = (rule, now) =>
    this.#change(() => this.#options.model.cut(rule, now), rule.mode === 'refuse')

  partition: NetworkFaults['partition'] = (groups, now, mode) =>
    this.#change(() => this.#options.model.partition(groups, now, mode), mode === 'refuse')

  setLink: NetworkFaults['setLink'] = (rule, now) =>
    this.#change(() => this.#options.model.setLink(rule, now))

  flushNat: NetworkFaults['flushNat'] = (router, now) =>
    this.#inTurn(async () => {
      const changes = this.#options.model.flushNat(router, now)
      return { ...changes, mappingsLost: await this.#flush(router) }
    })

  setNat: NetworkFaults['setNat'] = (router, behaviour, now) =>
    this.#inTurn(async () => {
      const change = this.#options.model.setNat(router, behaviour, now)
      const mappingsLost = await this.#replaceNat(router, behaviour)
      return {
        changes: { ...change.changes, mappingsLost },
        heal: (then: number) =>
          this.#inTurn(async () => {
            const changes = change.heal(then)
            const { nat } = this.#router(router)
            return nat === null ? changes : { ...changes, mappingsLost: await this.#replaceNat(router, nat) }
          }),
      }
    })

  mapPort: NetworkFaults['mapPort'] = (router, external, to) =>
    this.#inTurn(async () => {
      const change = this.#options.model.mapPort(router, external, to)
      await this.#replaceForwards(router)
      return {
        ...change,
        heal: () =>
          this.#inTurn(async () => {
            const changes = change.heal()
            await this.#replaceForwards(router)
            return changes
          }),
      }
    })

  move: NetworkFaults['move'] = (host, router, now) =>
    this.#inTurn(async () => {
      const connectionsAffected = await this.#connections(this.#pairsOf(host))
      const change = this.#options.model.move(host, router, now)
      await this.#relocate(host, router)
      return {
        changes: { ...change.changes, connectionsAffected },
        heal: (then: number) =>
          this.#inTurn(async () => {
            const changes = change.heal(then)
            await this.#relocate(host, this.#options.model.routerOf(host))
            return changes
          }),
      }
    })

  /** The machine says nothing from now on, and hears nothing. */
  async silence(host: string): Promise<void> {
    await this.#options.lab.wires.ask({ do: 'silence', wire: host, silent: true })
  }

  /** Gives a machine that lost its power a new kernel, which knows no connections. It is silent until `wake`. */
  async renew(host: string): Promise<void> {
    const { lab } = this.#options
    const wire = this.#wire(host)
    await lab.wires.ask({ do: 'unwire', wire: host })
    await lab.renew(host)
    await this.#connect(wire)
    await this.silence(host)
    await this.applyRules()
  }

  /** The machine has power again. */
  async wake(host: string): Promise<void> {
    await this.#options.lab.wires.ask({ do: 'silence', wire: host, silent: false })
  }

  async #connect({ name, addresses, inner, outer }: LabWire): Promise<void> {
    const { lab } = this.#options
    await lab.wires.ask({ do: 'wire', wire: name, inner: lab.device(inner), outer: lab.device(outer) })
    await lab.run(name, `ip link set lo up\n${innerEnd({ inner, addresses })}`)
    await lab.run(outer.machine, outerEnd({ outer, addresses }))
  }

  #rules(): ReadonlyMap<string, RulesOfWire> {
    const { hosts, model } = this.#options
    return wireRules(hosts, model, (line) => {
      const known = this.#lines.get(line) ?? this.#lines.size
      this.#lines.set(line, known)
      return known
    })
  }

  /** Makes a change of links or cuts, and counts the connections on paths that it changes. */
  #change(make: () => NetworkChange, severs = false): Promise<NetworkChange> {
    return this.#inTurn(async () => {
      const before = this.#paths()
      const change = make()
      const after = this.#paths()
      const affected = [...after].flatMap(([key, path]) =>
        before.get(key)?.text === path.text ? [] : [path],
      )
      const count = await this.#connections(affected)
      const stoppedBefore = await this.#stopped(affected)
      try {
        await this.applyRules(severs)
      } catch (error) {
        change.heal(0)
        throw error
      }
      const counted: Partial<Changes> = severs ? { connectionsClosed: count } : { connectionsAffected: count }
      return {
        changes: { ...change.changes, ...counted },
        heal: (now: number) =>
          this.#inTurn(async () => {
            const changes = await change.heal(now)
            await this.applyRules()
            const stopped = (await this.#stopped(affected)) - stoppedBefore
            return { ...changes, ...(severs ? { connectsRefused: stopped } : { deliveriesHeld: stopped }) }
          }),
      }
    })
  }

  #paths(): ReadonlyMap<string, WayOut & { readonly text: string }> {
    const { hosts, model } = this.#options
    return new Map(
      hosts.flatMap((from) =>
        hosts
          .filter((to) => to !== from)
          .map((to) => {
            const { quality, barrier } = model.path(from, to)
            return [
              `${from} ${to}`,
              { ...this.#way(from, to), text: JSON.stringify({ quality, barrier }) },
            ] as const
          }),
      ),
    )
  }

  #pairsOf(host: string): readonly WayOut[] {
    return this.#options.hosts.filter((to) => to !== host).map((to) => this.#way(host, to))
  }

  #way(from: string, to: string): WayOut {
    const { model } = this.#options
    return { from, to, seenAs: model.path(from, to).seenAs, seesAs: model.path(to, from).seenAs }
  }

  /** The number of packets that cuts have stopped on any of the ways. */
  async #stopped(ways: readonly WayOut[]): Promise<number> {
    const places = new Set(
      ways.flatMap(({ from, to, seenAs, seesAs }) => [
        ...seenAs.map((far) => `${from} out ${far}`),
        ...seesAs.map((far) => `${to} in ${far}`),
      ]),
    )
    const blocked = await this.#options.lab.wires.blocked()
    return blocked.reduce(
      (sum, [wire, side, far, count]) => sum + (places.has(`${wire} ${side} ${far}`) ? count : 0),
      0,
    )
  }

  /** The number of TCP connections that are open on any of the paths. */
  async #connections(ways: readonly WayOut[]): Promise<number> {
    const { lab } = this.#options
    const machines = new Set(ways.flatMap(({ from, to }) => [from, to]))
    const remotes = new Map(
      await Promise.all(
        [...machines].map(async (machine) => {
          const lines = (await lab.run(machine, 'ss -Htn state established')).split('\n')
          return [machine, lines.flatMap(remoteOf)] as const
        }),
      ),
    )
    const pairs = new Map(ways.map((way) => [[way.from, way.to].sort().join(' '), way]))
    const countAt = (machine: string, far: readonly string[]) =>
      (remotes.get(machine) ?? []).filter((remote) => far.includes(remote)).length
    return [...pairs.values()].reduce((sum, { from, to, seenAs, seesAs }) => {
      const [here, there] = [countAt(from, seenAs), countAt(to, seesAs)]
      // Behind a NAT, several machines have one address: only the other end tells their connections apart.
      const exact = [
        ...(this.#isOnly(from, to, seenAs) ? [here] : []),
        ...(this.#isOnly(to, from, seesAs) ? [there] : []),
      ]
      return sum + (exact.length > 0 ? Math.max(...exact) : Math.min(here, there))
    }, 0)
  }

  /** True if `far`, the addresses by which one machine sees another, are those of no third machine. */
  #isOnly(from: string, to: string, far: readonly string[]): boolean {
    const { hosts, model } = this.#options
    const others = hosts.filter((host) => host !== from && host !== to)
    return !others.some((other) => model.path(from, other).seenAs.some((address) => far.includes(address)))
  }

  async #flush(router: string): Promise<number> {
    const { lab } = this.#options
    const count = Number(await lab.run(router, 'conntrack -C 2>/dev/null'))
    await lab.run(router, forgetMappings)
    return count
  }

  async #replaceNat(router: string, nat: NatBehaviour): Promise<number> {
    const changed = { ...this.#router(router), nat }
    const count = await this.#flush(router)
    await this.#options.lab.run(router, `${nft(natRules(changed))}\n${natTimeouts(changed)}`)
    await this.#replaceForwards(router)
    return count
  }

  async #replaceForwards(router: string): Promise<void> {
    const { lab, model } = this.#options
    const fixed = model
      .snapshot(0)
      .mappings.filter((mapping) => mapping.router === router && mapping.kind === 'static')
    const forwards = fixed.map(({ internal, external }) => ({
      internal,
      external: Number(external.slice(external.lastIndexOf(':') + 1)),
    }))
    await lab.run(router, nft(replacedForwards(forwards)))
  }

  async #relocate(host: string, router: string | null): Promise<void> {
    const { lab, model, routers } = this.#options
    const old = this.#wire(host)
    const machine = natInFront(router, routers)
    const wire = { ...old, addresses: model.addresses(host), outer: { ...old.outer, machine } }
    this.#wires.set(host, wire)
    await lab.wires.ask({ do: 'attach', wire: host, outer: lab.device(wire.outer) })
    await lab.run(host, innerEnd(wire))
    await lab.run(machine, outerEnd(wire))
    await this.applyRules()
    this.#options.moved?.(host)
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const result = this.#latest.then(act, act)
    this.#latest = result.catch(() => {})
    return result
  }

  #wire(host: string): LabWire {
    const wire = this.#wires.get(host)
    if (wire === undefined) throw new RangeError(`no host is called ${host}`)
    return wire
  }

  #router(name: string): LabRouter {
    const router = this.#options.layout.routers.find((one) => one.name === name)
    if (router === undefined) throw new RangeError(`no router with a NAT is called ${name}`)
    return router
  }
}

/** The remote address in a line of `ss -Htn`, if it has one. */
function remoteOf(line: string): readonly string[] {
  const remote = line.trim().split(/\s+/)[3]
  if (remote === undefined) return []
  const address = remote.slice(0, remote.lastIndexOf(':'))
  return [address.replace(/^\[|\]$/g, '').replace(/^::ffff:/, '')]
}
