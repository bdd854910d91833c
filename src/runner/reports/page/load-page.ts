import { type PageProgram, pageScript } from './page-script.ts'

/** Loads the program of a page. A failure to load is thrown by the returned function, so it fails that page alone. */
export function loadPage(program: PageProgram = 'report'): Promise<() => string> {
  return pageScript(program).then(
    (text) => () => text,
    (error: unknown) => () => {
      throw error
    },
  )
}
