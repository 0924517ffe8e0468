/** As much of process.stderr as is needed. */
export interface ProgressOutput {
  readonly isTTY?: boolean | undefined
  write(text: string): unknown
}

const WIDTH = 40

/** A bar that is redrawn for each whole percent, on a terminal only; undefined takes it away. */
export function progressOn(output: ProgressOutput): (share: number | undefined) => void {
  let shown = -1
  return (share) => {
    if (output.isTTY !== true) return
    if (share === undefined) {
      if (shown >= 0) output.write('\r\x1b[2K')
      shown = -1
      return
    }
    const percent = Math.floor(100 * share)
    if (percent <= shown) return
    shown = percent
    const filled = Math.round(WIDTH * share)
    output.write(`\r${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${percent} %`)
  }
}
