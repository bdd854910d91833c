import { describe, expect, it } from 'vitest'
import { op } from '../../../../../src/protocol/wire.ts'
import { presetRouters } from '../../../../../src/runner/simulation/network/routes/router-config.ts'
import { Lab } from '../lab.ts'

const group = '239.255.255.250'
const service = 'urn:schemas-upnp-org:service:WANIPConnection:2'

/** Alice and carol behind a router with UPnP, bob on the internet. */
class Home {
  readonly lab = new Lab({
    hosts: { alice: 'home', carol: 'home', bob: null, erin: 'plain' },
    routers: [...presetRouters('home', 'symmetric', null, [], true), ...presetRouters('plain', 'symmetric')],
  })
  readonly gateway = this.lab.address('alice').replace(/\d+$/, '1')

  /** Sends a request, and returns the status and the body of the response. */
  http(host: string, text: string): { readonly status: number; readonly body: string } | null {
    const { lab } = this
    const id = lab.connect(host, this.gateway, 5000)
    lab.run(lab.now + 100)
    lab.send(host, op.data, id, text)
    lab.run(lab.now + 200)
    const answer = lab.received(host, id)
    return answer === ''
      ? null
      : { status: Number(answer.split(' ')[1]), body: answer.split('\r\n\r\n')[1] ?? '' }
  }

  /** Asks for an action, and returns the values of its answer, or the code of its error. */
  ask(host: string, action: string, given: Readonly<Record<string, string | number>> = {}) {
    const fields = Object.entries(given).map(([key, value]) => `<${key}>${value}</${key}>`)
    const body = `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
      <u:${action} xmlns:u="${service}">${fields.join('')}</u:${action}></s:Body></s:Envelope>`
    const answer = this.http(host, `POST /control HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    if (answer === null) return null
    if (answer.status !== 200) return Number(/<errorCode>(\d+)</.exec(answer.body)?.[1])
    expect(answer.body).toContain(`<u:${action}Response xmlns:u="${service}">`)
    return Object.fromEntries(
      [...answer.body.matchAll(/<(New\w+)>([^<]*)</g)].map(([, key, value]) => [key, value]),
    )
  }

  map(
    host: string,
    action: 'AddPortMapping' | 'AddAnyPortMapping',
    more: Readonly<Record<string, string | number>> = {},
  ) {
    return this.ask(host, action, {
      NewRemoteHost: '',
      NewExternalPort: 4001,
      NewProtocol: 'TCP',
      NewInternalPort: 4001,
      NewInternalClient: this.lab.address(host),
      NewEnabled: 1,
      NewPortMappingDescription: 'a &amp; b',
      NewLeaseDuration: 3600,
      ...more,
    })
  }

  get external(): string {
    return this.ask('alice', 'GetExternalIPAddress')?.['NewExternalIPAddress' as never] ?? ''
  }

  search(host: string, target: string): readonly string[] {
    const { lab } = this
    const socket = lab.bind(host, 1900, { address: lab.address(host) })
    lab.datagram(
      host,
      socket,
      group,
      1900,
      `M-SEARCH * HTTP/1.1\r\nMAN: "ssdp:discover"\r\nST: ${target}\r\n\r\n`,
    )
    const heard = lab.run(lab.now + 100).map(({ text }) => text)
    lab.send(host, op.unbind, socket)
    return heard
  }
}

describe('a search', () => {
  it('finds the gateway of the own router, and its description', () => {
    const home = new Home()
    const [answer = '', ...more] = home.search('alice', 'urn:schemas-upnp-org:device:InternetGatewayDevice:2')
    expect(more).toEqual([])
    expect(answer.startsWith(`${home.gateway}:1900 HTTP/1.1 200 OK\r\n`)).toBe(true)
    expect(answer).toContain(`LOCATION: http://${home.gateway}:5000/description.xml\r\n`)
    expect(answer).toMatch(/USN: uuid:[0-9a-f-]{36}::urn:schemas-upnp-org:device:InternetGatewayDevice:2\r\n/)
    const description = home.http('alice', 'GET /description.xml HTTP/1.1\r\nHost: x\r\n\r\n')
    expect(description).toMatchObject({ status: 200 })
    expect(description?.body).toContain(`<serviceType>${service}</serviceType>`)
  })

  it.each([
    ['ssdp:all', 4],
    ['upnp:rootdevice', 1],
    ['urn:schemas-upnp-org:device:InternetGatewayDevice:1', 1],
    ['urn:schemas-upnp-org:device:MediaServer:1', 0],
  ])('for %s has %i answers', (target, count) => {
    expect(new Home().search('alice', target)).toHaveLength(count)
  })

  it('finds nothing behind a router without UPnP, and on the internet', () => {
    const home = new Home()
    for (const host of ['erin', 'bob']) expect(home.search(host, 'ssdp:all')).toEqual([])
  })
})

describe('a port mapping', () => {
  it('lets everybody in, for as long as its lease lasts; open connections stay', () => {
    const home = new Home()
    const { lab } = home
    lab.listen('alice', 4001)
    const { external } = home
    expect(external).toMatch(/^\d+\.\d+\.\d+\.\d+$/)
    expect(lab.dial('bob', external, 4001)).toBe('ETIMEDOUT')
    expect(home.map('alice', 'AddPortMapping')).toEqual({})
    const start = lab.now
    const { client, server } = lab.open('bob', 'alice', 4001, external)
    expect(
      home.ask('alice', 'GetSpecificPortMappingEntry', { NewExternalPort: 4001, NewProtocol: 'TCP' }),
    ).toMatchObject({
      NewInternalClient: lab.address('alice'),
      NewInternalPort: '4001',
      NewPortMappingDescription: 'a &amp; b',
    })
    lab.run(start + 3_599_000)
    expect(lab.dial('bob', external, 4001, 500)).toBe('connected')
    lab.run(start + 3_601_000)
    expect(lab.dial('bob', external, 4001)).toBe('ETIMEDOUT')
    lab.send('bob', op.data, client, 'still here')
    lab.run(lab.now + 1000)
    expect(lab.received('alice', server)).toBe('still here')
    expect(
      home.ask('alice', 'GetSpecificPortMappingEntry', { NewExternalPort: 4001, NewProtocol: 'TCP' }),
    ).toBe(714)
  })

  it('is prolonged by the same request', () => {
    const home = new Home()
    home.map('alice', 'AddAnyPortMapping')
    home.lab.run(3_000_000)
    expect(home.map('alice', 'AddAnyPortMapping')).toEqual({ NewReservedPort: '4001' })
    home.lab.listen('alice', 4001)
    home.lab.run(6_000_000)
    expect(home.lab.dial('bob', home.external, 4001)).toBe('connected')
  })

  it('of a taken port is refused, or gets the next one', () => {
    const home = new Home()
    home.map('alice', 'AddPortMapping')
    expect(home.map('carol', 'AddPortMapping')).toBe(718)
    expect(home.map('carol', 'AddAnyPortMapping')).toEqual({ NewReservedPort: '4002' })
    expect(home.map('carol', 'AddPortMapping', { NewProtocol: 'UDP' })).toEqual({})
  })

  it('ends when its machine deletes it, not when another one does', () => {
    const home = new Home()
    home.map('alice', 'AddPortMapping')
    expect(home.ask('carol', 'DeletePortMapping', { NewExternalPort: 4001, NewProtocol: 'TCP' })).toBe(606)
    expect(home.ask('alice', 'DeletePortMapping', { NewExternalPort: 4001, NewProtocol: '' })).toEqual({})
    expect(home.ask('alice', 'DeletePortMapping', { NewExternalPort: 4001, NewProtocol: 'TCP' })).toBe(714)
  })

  it.each([
    [{ NewExternalPort: 0 }, 716],
    [{ NewExternalPort: 'x' }, 402],
    [{ NewProtocol: 'SCTP' }, 402],
    [{ NewInternalClient: '8.8.8.8' }, 402],
    [{ NewLeaseDuration: -1 }, 402],
  ])('with %o is refused with %i', (wrong, code) => {
    expect(new Home().map('alice', 'AddPortMapping', wrong)).toBe(code)
  })

  it('is for the machine that asks, and there are no other actions', () => {
    const home = new Home()
    expect(home.map('alice', 'AddPortMapping', { NewInternalClient: home.lab.address('carol') })).toBe(606)
    expect(home.ask('alice', 'ForceTermination')).toBe(401)
    expect(home.http('alice', 'GET /nowhere HTTP/1.1\r\n\r\n')).toMatchObject({ status: 404 })
  })

  it('of 0 seconds lasts a week, and is in the list', () => {
    const home = new Home()
    home.map('alice', 'AddPortMapping', { NewLeaseDuration: 0 })
    expect(home.ask('alice', 'GetGenericPortMappingEntry', { NewPortMappingIndex: 0 })).toMatchObject({
      NewExternalPort: '4001',
      NewLeaseDuration: '604800',
    })
    expect(home.ask('alice', 'GetGenericPortMappingEntry', { NewPortMappingIndex: 1 })).toBe(713)
  })
})

describe('a fault', () => {
  it('lets the gateway lie, until it is undone', () => {
    const home = new Home()
    const { external } = home
    const lie = home.lab.net.setGateway('home', { enabled: true, externalAddress: '31.0.0.9' })
    expect(home.external).toBe('31.0.0.9')
    const silence = home.lab.net.setGateway('home', { enabled: false, externalAddress: null })
    expect(home.search('alice', 'ssdp:all')).toEqual([])
    expect(home.ask('alice', 'GetExternalIPAddress')).toBeNull()
    lie.heal(0)
    silence.heal(0)
    expect(home.external).toBe(external)
  })

  it('that restarts the router forgets what UPnP has mapped, and nothing that people have', () => {
    const home = new Home()
    const { lab } = home
    lab.net.mapPort('home', 5001, { host: 'carol', port: 5001 })
    home.map('alice', 'AddPortMapping')
    const ports = () =>
      lab.net
        .snapshot(lab.now)
        .mappings.flatMap(({ kind, external, protocol }) =>
          kind === 'static' && protocol === 'tcp' ? external.split(':')[1] : [],
        )
    expect(ports()).toEqual(['5001', '4001'])
    expect(lab.net.restartRouter('home', lab.now)).toMatchObject({ portsUnmapped: 1, routersRestarted: 1 })
    expect(ports()).toEqual(['5001'])
    expect(home.map('alice', 'AddPortMapping')).toEqual({})
  })

  it('that unmaps the port by hand ends the lease', () => {
    const home = new Home()
    home.map('alice', 'AddPortMapping')
    home.lab.net.mapPort('home', 4001, null)
    expect(
      home.ask('alice', 'GetSpecificPortMappingEntry', { NewExternalPort: 4001, NewProtocol: 'TCP' }),
    ).toBe(714)
  })
})

it('a gateway tells of each lease: granted, renewed, refused and ended, with the reason', () => {
  const home = new Home()
  const told: string[] = []
  home.lab.net.onLease(({ machine, outcome, protocol, external, expires, reason }) =>
    told.push(`${machine} ${outcome} ${protocol} ${external} ${expires - home.lab.now > 0} ${reason}`.trim()),
  )
  const end = (host: string) =>
    home.ask(host, 'DeletePortMapping', { NewExternalPort: 4001, NewProtocol: 'TCP' })
  home.map('alice', 'AddPortMapping', { NewLeaseDuration: 60 })
  home.map('alice', 'AddPortMapping', { NewLeaseDuration: 60 })
  home.map('carol', 'AddPortMapping')
  home.lab.run(home.lab.now + 60_000)
  home.map('alice', 'AddPortMapping')
  end('carol')
  end('alice')
  home.map('carol', 'AddPortMapping')
  const taken = home.lab.net.mapPort('home', 4001, { host: 'alice', port: 9 })
  taken.heal()
  home.lab.net.restartRouter('home', home.lab.now)
  expect(told).toEqual([
    'alice granted TCP 4001 true',
    'alice renewed TCP 4001 true',
    'carol refused TCP 4001 false ConflictInMappingEntry',
    'alice ended TCP 4001 false its time is over',
    'alice granted TCP 4001 true',
    'alice ended TCP 4001 false the node ended it',
    'carol granted TCP 4001 true',
    'carol ended TCP 4001 false somebody changed the mapping of this port',
    'carol granted TCP 4001 true',
    'carol ended TCP 4001 false the router restarted',
  ])
})
