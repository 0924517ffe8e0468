import { countTokens } from '../../packages/tokenizer/src/exact.js'
import { estimateTokens } from '../../packages/tokenizer/src/index.js'
import { allClasses, type CorpusFile, corpus, type Half, targetClasses } from './corpora.js'
import { expectTarget, percent, printTable } from './report.js'

const NEVER_SHORT = ['base64', 'json-minified']

interface Bias {
  readonly name: string
  readonly tokens: number
  readonly bias: number
}

/** How far the estimate is off: each class on the half that was not fitted on, and the worst file. */
export function reportBias(): void {
  const classes = allClasses.map((name) => biasOf(name, 'held-out'))
  printTable(
    'Bias of the estimate, on files that it was not fitted on',
    ['class', 'tokens', 'bias', 'lowest file', 'highest file', 'fitted half'],
    classes.map(({ name, tokens, bias, files }) => [
      name,
      tokens.toLocaleString('en'),
      percent(bias),
      percent(Math.min(...files.map((file) => file.bias))),
      percent(Math.max(...files.map((file) => file.bias))),
      percent(biasOf(name, 'fit').bias),
    ]),
  )
  const biases = classes
    .filter(({ name }) => targetClasses.some((target) => target === name))
    .map(({ bias }) => Math.abs(bias))
  const shortest = NEVER_SHORT.flatMap((name) => [
    ...biasOf(name, 'fit').files,
    ...biasOf(name, 'held-out').files,
  ]).sort((a, b) => a.bias - b.bias)[0]
  console.log()
  expectTarget('each class within 8 %', percent(Math.max(...biases)), Math.max(...biases) <= 0.08)
  const mean = biases.reduce((sum, bias) => sum + bias, 0) / biases.length
  expectTarget('mean over classes at most 5 %', percent(mean), mean <= 0.05)
  expectTarget(
    'no file of base64 or minified JSON under-counted by more than 5 %',
    `${shortest?.name} ${percent(shortest?.bias ?? 0)}`,
    (shortest?.bias ?? -1) >= -0.05,
  )
}

function biasOf(name: string, half: Half): Bias & { readonly files: readonly Bias[] } {
  const files = corpus(name, half).map(biasOfFile)
  const tokens = files.reduce((sum, file) => sum + file.tokens, 0)
  const excess = files.reduce((sum, file) => sum + file.tokens * file.bias, 0)
  return { name, tokens, bias: excess / tokens, files }
}

function biasOfFile({ name, text }: CorpusFile): Bias {
  const tokens = countTokens(text)
  return { name, tokens, bias: estimateTokens(text) / tokens - 1 }
}
