import { type PageProgram, pageScript } from './page-script.ts'

/** Loads the program of a page. That there is none is the failure of that page alone, when it is written. */
export function loadPage(program: PageProgram = 'report'): Promise<() => string> {
  return pageScript(program).then(
    (text) => () => text,
    (error: unknown) => () => {
      throw error
    },
  )
}
