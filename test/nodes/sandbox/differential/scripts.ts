/** All scripts, by theme. */
import { connect } from './connect.ts'
import { end } from './end.ts'
import { fetches, web } from './http.ts'
import { listen } from './listen.ts'
import { read } from './read.ts'
import type { Script } from './script.ts'
import { secured } from './secure.ts'
import { time } from './time.ts'
import { webSockets } from './web-socket.ts'
import { write } from './write.ts'

const themes = { connect, listen, write, read, end, time, web, fetches, secured, webSockets } as const

/** Scripts by theme and sentence. */
export const scripts: Readonly<Record<string, Script>> = Object.fromEntries(
  Object.entries(themes).flatMap(([theme, all]) =>
    Object.entries(all).map(([sentence, script]) => [`${theme}: ${sentence}`, script] as const),
  ),
)
