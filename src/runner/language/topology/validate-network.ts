/** Validates the network of a topology: routers, links and names. */
import type { Diagnostic } from '../../../base/errors.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { explainName, show, typeOf } from '../diagnostics/explain.ts'
import { diagnoseIssues } from '../diagnostics/issues.ts'
import { spanOfValue } from '../text/locate.ts'
import { isMapping, type Located } from '../text/located.ts'
import { insteadOfEnds } from '../values/ends.ts'
import { isName } from '../values/name.ts'
import { dnsSchema, isHostName } from './dns-schema.ts'
import { linkSchema } from './link-schema.ts'
import { routerSchema } from './router-schema.ts'
import type { TopologyLink, TopologyName, TopologyRouter } from './topology.ts'

export function validateRouters(text: string, source: Located | undefined) {
  const diagnostics: Diagnostic[] = []
  const routers: TopologyRouter[] = []
  if (source === undefined || !isMapping(source)) return { routers, diagnostics }
  for (const [key, router] of source.children) {
    const name = String(key)
    if (!isName(name)) {
      diagnostics.push(problem('invalid-name', router.key, `${show(name)} is no name`, explainName(name)))
    }
    if (!isMapping(router)) {
      const message = `a router is a mapping, but this is ${typeOf(router.value)}`
      const hint = `write ${name}: { nat: port-restricted-cone }`
      diagnostics.push(problem('wrong-type', spanOfValue(text, router, []), message, hint))
      routers.push({ name, keys: null, source: router })
      continue
    }
    const keys = routerSchema.safeParse(router.value)
    const context = { text, source: router, schema: routerSchema, also: {}, anchor: null }
    diagnostics.push(...diagnoseIssues(keys.error?.issues ?? [], context))
    routers.push({ name, keys: keys.data ?? null, source: router })
  }
  return { routers, diagnostics }
}

export function validateDns(text: string, source: Located | undefined) {
  const diagnostics: Diagnostic[] = []
  const names: TopologyName[] = []
  if (source === undefined || !isMapping(source)) return { names, diagnostics }
  for (const [key, records] of source.children) {
    const name = String(key)
    if (!isHostName(name)) {
      const hint = 'write labels of a-z, 0-9 and - with dots between them: boot.example'
      diagnostics.push(problem('invalid-name', records.key, `${show(name)} is no host name`, hint))
    }
    if (!isMapping(records)) {
      const message = `the records of a name are a mapping, but this is ${typeOf(records.value)}`
      const hint = `write ${name}: { nodes: boot }`
      diagnostics.push(problem('wrong-type', spanOfValue(text, records, []), message, hint))
      names.push({ name, keys: null, source: records })
      continue
    }
    const keys = dnsSchema.safeParse(records.value)
    const context = { text, source: records, schema: dnsSchema, also: {}, anchor: null }
    diagnostics.push(...diagnoseIssues(keys.error?.issues ?? [], context))
    names.push({ name, keys: keys.data ?? null, source: records })
  }
  return { names, diagnostics }
}

export function validateLinks(text: string, source: Located | undefined) {
  const diagnostics: Diagnostic[] = []
  const links: TopologyLink[] = []
  const items = source !== undefined && Array.isArray(source.value) ? [...source.children.values()] : []
  for (const link of items) {
    if (!isMapping(link)) {
      const message = `a link is a mapping, but this is ${typeOf(link.value)}`
      const hint = 'write - { between: [boot, "*"], latency: 40ms }'
      diagnostics.push(problem('wrong-type', spanOfValue(text, link, []), message, hint))
      links.push({ keys: null, source: link })
      continue
    }
    const keys = linkSchema.safeParse(link.value)
    const context = { text, source: link, schema: linkSchema, also: {}, anchor: null, instead: insteadOfEnds }
    diagnostics.push(...diagnoseIssues(keys.error?.issues ?? [], context))
    links.push({ keys: keys.data ?? null, source: link })
  }
  return { links, diagnostics }
}
