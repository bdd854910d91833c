/** The description of a gateway: its devices, and the services that they have. */
import { createHash } from 'node:crypto'

/** The router that a gateway belongs to, and the address of the gateway. */
export interface GatewayPlace {
  readonly router: string
  readonly address: string
}

/** The TCP port of its HTTP server. */
export const gatewayPort = 5000

export const deviceType = 'urn:schemas-upnp-org:device:InternetGatewayDevice:2'
export const serviceType = 'urn:schemas-upnp-org:service:WANIPConnection:2'

/** The unique name of a gateway's device, the same in each run. */
export function deviceName(router: string): string {
  const digest = createHash('sha256').update(router).digest('hex')
  return `uuid:${[digest.slice(0, 8), digest.slice(8, 12), digest.slice(12, 16), digest.slice(16, 20), digest.slice(20, 32)].join('-')}`
}

export function locationOf({ address }: GatewayPlace): string {
  return `http://${address}:${gatewayPort}/description.xml`
}

export function descriptionOf({ router }: GatewayPlace): string {
  const name = deviceName(router)
  const device = (type: string, inner: string) =>
    `<device><deviceType>${type}</deviceType><friendlyName>${router}</friendlyName><manufacturer>topo</manufacturer>` +
    `<modelName>topo</modelName><UDN>${name}</UDN>${inner}</device>`
  const list = (inner: string) => `<deviceList>${inner}</deviceList>`
  const service =
    `<serviceList><service><serviceType>${serviceType}</serviceType>` +
    '<serviceId>urn:upnp-org:serviceId:WANIPConn1</serviceId><SCPDURL>/scpd.xml</SCPDURL>' +
    '<controlURL>/control</controlURL><eventSubURL>/events</eventSubURL></service></serviceList>'
  const connection = device('urn:schemas-upnp-org:device:WANConnectionDevice:2', service)
  const outside = device('urn:schemas-upnp-org:device:WANDevice:2', list(connection))
  return (
    '<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><specVersion><major>2</major><minor>0</minor>' +
    `</specVersion>${device(deviceType, list(outside))}</root>`
  )
}
