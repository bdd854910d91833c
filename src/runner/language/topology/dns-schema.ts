import * as z from 'zod'
import { ipAddress } from '../values/ip-address.ts'
import { alsoCalled } from '../values/other-words.ts'
import { selector } from '../values/selector.ts'

const text = z.string().max(4000)

/** The records of a name. */
export const dnsSchema = z.strictObject({
  nodes: selector().default([]).meta({
    description:
      'Nodes to whose addresses it leads (A and AAAA records). For a node behind a NAT: that of the outermost router',
  }),
  addresses: alsoCalled(
    z.array(ipAddress).max(100).default([]).meta({
      description: 'Further IP addresses to which it leads',
    }),
    ['ip', 'ips'],
  ),
  dnsaddr: selector().default([]).meta({
    description:
      'Nodes whose multiaddrs are the TXT records of `_dnsaddr.` and the name, as `/dnsaddr/` addresses need them',
  }),
  txt: z.array(text).max(100).default([]).meta({ description: 'Further TXT records of the name' }),
})

export type DnsKeys = z.output<typeof dnsSchema>

const labels = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*$/

/** Returns true for a name that the name server can have: labels of a-z, 0-9, - and _, with dots between them. */
export function isHostName(name: string): boolean {
  return labels.test(name) && !/^[0-9.]+$/.test(name) && !/(^|\.)localhost$/.test(name)
}
