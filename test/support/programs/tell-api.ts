/** A node that tells what a program in the sandbox reaches of Node. */
import '../../../src/nodes/sandbox/index.ts'
import { topoControl } from '../../../src/nodes/sandbox/control.ts'
import { walkNodeApi } from '../node-api.ts'

topoControl()?.send({ type: 'api', api: walkNodeApi() })
