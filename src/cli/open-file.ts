import { execa } from 'execa'

const openers: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'open',
  win32: 'explorer.exe',
}

/** Opens a file in the user's default program for its type. Throws an error when there is none. */
export async function openFile(path: string, env: NodeJS.ProcessEnv): Promise<void> {
  const opener = openers[process.platform] ?? 'xdg-open'
  // Explorer exits with 1 although it opened the file.
  const { failed } = await execa(opener, [path], { env, stdio: 'ignore', reject: false })
  if (failed && opener !== openers.win32)
    throw new Error(`${opener} finds no program for it. Open it yourself`)
}
