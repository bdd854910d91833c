/** The contacts of a module, with their current addresses. */
import type { ContactConfig } from '../../protocol/module-config.ts'
import type { Contact } from './context.ts'

export class Contacts {
  readonly #addresses: Map<string, readonly string[]>
  readonly #listeners: ((contact: Contact) => void)[] = []
  readonly all: readonly Contact[]

  constructor(contacts: readonly ContactConfig[]) {
    this.#addresses = new Map(contacts.map(({ peerId, addresses }) => [peerId, addresses]))
    const addressesOf = (peerId: string) => this.#addresses.get(peerId) ?? []
    this.all = contacts.map(({ name, peerId }) => ({
      name,
      peerId,
      get multiaddrs() {
        return addressesOf(peerId)
      },
    }))
  }

  onContact(listener: (contact: Contact) => void): void {
    this.#listeners.push(listener)
  }

  introduce(peerId: string, addresses: readonly string[]): void {
    this.#addresses.set(peerId, addresses)
    const contact = this.all.find((one) => one.peerId === peerId)
    if (contact !== undefined) for (const listener of this.#listeners) listener(contact)
  }
}
