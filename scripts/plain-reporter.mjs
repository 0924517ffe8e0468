// Prints one plain closing line after Jest's own summary. A skipped test fails the run, unless `-t` chose tests by name.
export default class PlainReporter {
  #skipped = 0
  #chosenByName

  constructor({ testNamePattern }) {
    this.#chosenByName = Boolean(testNamePattern)
  }

  onRunComplete(_contexts, run) {
    const failed = run.numFailedTests + run.numRuntimeErrorTestSuites
    const skipped = run.numPendingTests + run.numTodoTests
    if (!this.#chosenByName) this.#skipped = skipped
    process.stdout.write(`\n${run.numPassedTests} passed, ${failed} failed, ${skipped} skipped\n`)
  }

  getLastError() {
    return this.#skipped > 0
      ? new Error(`${this.#skipped} tests were skipped; a skipped test is a failed one.`)
      : undefined
  }
}
