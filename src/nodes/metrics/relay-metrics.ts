/**
 * The metrics of a boot-node for Prometheus, counted from the same events as the event log. The registry
 * is the node's own, as several nodes may share a process.
 */
import { Counter, Gauge, Registry } from 'prom-client'
import type { NodeEvent } from '../../events/event.ts'

export class RelayMetrics {
  readonly #registry = new Registry()
  readonly #reservations = this.#counter(
    'topo_relay_reservations_total',
    'Reservations, by what became of them',
  )
  readonly #circuits = this.#counter('topo_relay_circuits_total', 'Circuits, by what became of them')
  readonly #registrations = this.#counter(
    'topo_rendezvous_registrations_total',
    'Registrations at the rendezvous point, by what became of them',
  )
  readonly #reservationsHeld = this.#gauge('topo_relay_reservations', 'Reservations held now')
  readonly #registrationsHeld = this.#gauge('topo_rendezvous_registrations', 'Registrations held now')
  readonly #connections = this.#gauge('topo_connections', 'Connections open now')

  take(event: NodeEvent): void {
    switch (event.kind) {
      case 'relay-reservation':
        this.#reservations.inc({ outcome: event.outcome, status: event.status })
        this.#reservationsHeld.set(event.held)
        break
      case 'relay-circuit':
        this.#circuits.inc({ outcome: event.outcome, status: event.status })
        break
      case 'rendezvous-registration':
        this.#registrations.inc({ outcome: event.outcome, status: event.status })
        this.#registrationsHeld.set(event.held)
        break
      case 'connection-opened':
        this.#connections.inc()
        break
      case 'connection-closed':
        this.#connections.dec()
        break
    }
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  /** Returns all metrics in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics()
  }

  #counter(name: string, help: string): Counter<'outcome' | 'status'> {
    return new Counter({ name, help, labelNames: ['outcome', 'status'], registers: [this.#registry] })
  }

  #gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, registers: [this.#registry] })
  }
}
