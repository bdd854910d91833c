import path from 'node:path'
import { type Loaded, loadWith, type Source } from '../../language/plan/load.ts'
import type { Overrides } from '../../language/topology/validate.ts'
import { checkFiles } from './check-files.ts'

/** A topology that is to run: what it names on the disk has to be there. */
export function loadToRun(source: Source, overrides: Overrides = {}): Loaded {
  const folder = path.dirname(path.resolve(source.file))
  return loadWith((topology) => checkFiles(topology, folder), source, overrides)
}
