/** Prints what a program without a sandbox reaches of Node. */
import { walkNodeApi } from '../node-api.ts'

console.log(JSON.stringify(walkNodeApi()))
