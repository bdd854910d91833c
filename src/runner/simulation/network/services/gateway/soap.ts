/** SOAP 1.1, as far as a gateway needs it. The arguments of its actions are a flat list of elements with text. */
import type { HttpResponse } from './http-requests.ts'

export interface Action {
  readonly name: string
  readonly service: string
  readonly arguments: ReadonlyMap<string, string>
}

const envelope = 'http://schemas.xmlsoap.org/soap/envelope/'

/** Reads the action of a request; null: there is none. */
export function actionIn(body: string): Action | null {
  const inside = /<(?:\w+:)?Body[^>]*>([\s\S]*)<\/(?:\w+:)?Body>/.exec(body)?.[1] ?? ''
  const found = /<(?:(\w+):)?(\w+)([^>]*?)(?:\/>|>([\s\S]*))/.exec(inside)
  const name = found?.[2]
  if (found === null || name === undefined) return null
  const service = /xmlns(?::\w+)?="([^"]*)"/.exec(found[3] ?? '')?.[1] ?? ''
  const fields = [...(found[4] ?? '').matchAll(/<(?:\w+:)?(\w+)[^>/]*(?:\/>|>([^<]*)<\/(?:\w+:)?\1>)/g)]
  return { name, service, arguments: new Map(fields.map(([, key = '', text = '']) => [key, plain(text)])) }
}

export function success(
  { name, service }: Action,
  values: Readonly<Record<string, string | number>>,
): HttpResponse {
  const fields = Object.entries(values).map(([key, value]) => `<${key}>${escaped(String(value))}</${key}>`)
  return {
    status: 200,
    body: inEnvelope(`<u:${name}Response xmlns:u="${service}">${fields.join('')}</u:${name}Response>`),
  }
}

/** Returns the response for an error of UPnP. */
export function failure(code: number, description: string): HttpResponse {
  const error = `<UPnPError xmlns="urn:schemas-upnp-org:control-1-0"><errorCode>${code}</errorCode><errorDescription>${description}</errorDescription></UPnPError>`
  const fault = `<s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail>${error}</detail></s:Fault>`
  return { status: 500, body: inEnvelope(fault), error: description }
}

function inEnvelope(body: string): string {
  return `<?xml version="1.0"?><s:Envelope xmlns:s="${envelope}" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>${body}</s:Body></s:Envelope>`
}

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' } as const

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => entities[one as keyof typeof entities])
}

function plain(text: string): string {
  return text.trim().replace(/&(?:amp|lt|gt|quot|apos);/g, (entity) => {
    return Object.entries(entities).find(([, name]) => name === entity)?.[0] ?? entity
  })
}
