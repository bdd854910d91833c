import { accessSync, constants, statSync } from 'node:fs'
import path from 'node:path'

/**
 * Finds the file of a program: a name with a slash in the folder in which it runs, any other name in PATH. Throws an
 * error with a sentence for the user.
 */
export function findProgram(name: string, cwd: string, searched: string): string {
  if (!isFolder(cwd)) throw new Error(`there is no folder ${cwd} (\`cwd\`) to run it in`)
  if (name.includes('/')) return usable(path.resolve(cwd, name))
  for (const folder of searched.split(path.delimiter)) {
    const file = path.resolve(cwd, folder, name)
    if (isExecutable(file)) return file
  }
  throw new Error(
    `there is no program "${name}" in PATH; a program in the folder of the topology is called "./${name}"`,
  )
}

function usable(file: string): string {
  if (isExecutable(file)) return file
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) throw new Error(`there is no program ${file}: is it built?`)
  if (found.isDirectory()) throw new Error(`${file} is a folder, not a program`)
  throw new Error(`${file} may not be executed: chmod +x ${file}, or name its interpreter first: [node, …]`)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
}
