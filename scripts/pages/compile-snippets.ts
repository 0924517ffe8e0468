import { basename, dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import type { Snippet } from './snippets.js'

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** Type-checks each snippet as a module of its own, in one program over the package sources. @returns one text an error, `file:line message`. */
export function compileErrors(snippets: readonly Snippet[]): string[] {
  const options = { ...rootOptions(), noEmit: true, incremental: false, declaration: false }
  const modules = new Map(snippets.map((snippet) => [pathOf(snippet), snippet]))
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile } = host
  host.fileExists = (path) => modules.has(resolve(path)) || fileExists(path)
  host.readFile = (path) => {
    const snippet = modules.get(resolve(path))
    return snippet === undefined ? readFile(path) : textOf(snippet)
  }
  const program = ts.createProgram([...modules.keys()], options, host)
  return [...modules].flatMap(([path, snippet]) => {
    const source = program.getSourceFile(path)
    return ts.getPreEmitDiagnostics(program, source).map((diagnostic) => described(diagnostic, snippet))
  })
}

function rootOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(resolve(ROOT, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT)
  const { tsBuildInfoFile, ...rest } = options
  return rest
}

/** In `scripts`, so that packages are found as from any file of the repository. */
function pathOf({ file, line }: Snippet): string {
  return resolve(ROOT, 'scripts', `${basename(file, '.md')}-line-${line}.ts`)
}

/** What a reader sees comes last, so that lines can be counted back; a snippet is a module even without an import. */
function textOf({ preamble, code }: Snippet): string {
  return `export {}\n${preamble}${code}`
}

function described({ file, start, messageText }: ts.Diagnostic, snippet: Snippet): string {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n')
  if (file === undefined || start === undefined) return `${snippet.file}: ${message}`
  const hidden = textOf({ ...snippet, code: '' }).split('\n').length - 1
  const line = snippet.line + file.getLineAndCharacterOfPosition(start).line - hidden
  return `${snippet.file}:${line} ${message}`
}
