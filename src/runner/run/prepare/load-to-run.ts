import path from 'node:path'
import { type Loaded, loadWith, type Source } from '../../language/plan/load.ts'
import type { Overrides } from '../../language/topology/validate.ts'
import { checkFiles } from './check-files.ts'
import { checkMachine } from './check-machine.ts'

/** Loads a topology that is going to run: the files that it names and the programs of its fabric must exist. */
export function loadToRun(source: Source, overrides: Overrides = {}, machine = checkMachine): Loaded {
  const folder = path.dirname(path.resolve(source.file))
  return loadWith((topology) => [...checkFiles(topology, folder), ...machine(topology)], source, overrides)
}
