/** A program of a page, as its reader would run it. */
export interface Walk {
  /** Whose page it is on. */
  readonly package: string
  /** What the reader does, such as `node koa.mjs`. */
  readonly title: string
  /** @param folder Where everything is installed. @returns what came of it; throws when that is not what the page says. */
  run(folder: string): Promise<string>
}
