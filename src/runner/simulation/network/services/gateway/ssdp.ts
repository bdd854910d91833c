/** SSDP, by which machines find a gateway: the answers to a search (UPnP Device Architecture 2.0, section 1.3). */
import { deviceName, deviceType, type GatewayPlace, locationOf, serviceType } from './description.ts'

export const ssdpPort = 1900
export const ssdpGroup = '239.255.255.250'

/** Seconds for which an answer holds. */
const lifetime = 1800

/** Returns the answers to a message; none if it is no search, or one for something else. */
export function searchAnswers(message: string, place: GatewayPlace): readonly string[] {
  const [first = '', ...headers] = message.split(/\r?\n/)
  if (!first.startsWith('M-SEARCH * HTTP/1.')) return []
  const target = headers
    .find((line) => /^st:/i.test(line))
    ?.replace(/^st:\s*/i, '')
    .trim()
  const name = deviceName(place.router)
  const own = ['upnp:rootdevice', name, deviceType, serviceType]
  const found = own.filter((each) => target === 'ssdp:all' || target === each || isOlder(target, each))
  return found.map((each) =>
    [
      'HTTP/1.1 200 OK',
      `CACHE-CONTROL: max-age=${lifetime}`,
      'EXT: ',
      `LOCATION: ${locationOf(place)}`,
      'SERVER: topo/1 UPnP/2.0 topo/1',
      `ST: ${target === 'ssdp:all' ? each : target}`,
      `USN: ${each === name ? name : `${name}::${each}`}`,
      '\r\n',
    ].join('\r\n'),
  )
}

/** True for the type of an earlier version: a device answers for these, too. */
function isOlder(target: string | undefined, type: string): boolean {
  return type.startsWith('urn:') && target === type.replace(/:2$/, ':1')
}
