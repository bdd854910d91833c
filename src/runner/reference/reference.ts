import { jsonSchemaText } from '../language/topology/json-schema.ts'
import { bootNodePage } from './boot-node-page.ts'
import { contractPage } from './contract-page.ts'
import { diagnosticsPage, expectationsPage, faultsPage, networkPage, nodesPage } from './docs.ts'
import { measuresPage } from './measures-page.ts'

/** Every committed generated file, by its path from the project's root. */
export function referenceFiles(): Readonly<Record<string, string>> {
  return {
    'topologies/topology.schema.json': jsonSchemaText(),
    'docs/nodes.md': nodesPage(),
    'docs/boot-node.md': bootNodePage(),
    'docs/contract.md': contractPage(),
    'docs/measures.md': measuresPage(),
    'docs/network.md': networkPage(),
    'docs/faults.md': faultsPage(),
    'docs/expectations.md': expectationsPage(),
    'docs/diagnostics.md': diagnosticsPage(),
  }
}
