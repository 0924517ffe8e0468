import { readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConfigError, LlmLimitError, type Policy } from '@llm-limit/core'
import { messageOf } from '../message-of.js'
import { placeOf } from './place-of.js'
import { policyOf } from './policy-of.js'

/**
 * Loads the module that the app itself uses. TypeScript is bundled by esbuild first, which the project has to have then.
 * @throws ConfigError with file, line and column, as far as they can be told.
 */
export async function loadPolicy(file: string): Promise<Policy> {
  const text = read(file)
  try {
    return policyOf(file, await (/\.[mc]?tsx?$/.test(file) ? importTypeScript(file) : importModule(resolve(file))))
  } catch (cause) {
    throw located(file, text, cause)
  }
}

/** An error of the policy, where in its file it is. */
export function located(file: string, text: string, cause: unknown): ConfigError {
  const message = messageOf(cause)
  if (LlmLimitError.isInstance(cause)) {
    const [summary = message] = message.split(' (invalid-config, see ')
    return new ConfigError(`${placeOf(file, text, summary)}: ${summary}`, { cause })
  }
  return new ConfigError(`${file} cannot be loaded: ${message}`, { cause })
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new ConfigError(`The policy '${file}' cannot be read. Check its path.`, { cause })
  }
}

async function importModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  return await import(pathToFileURL(path).href)
}

/** Beside the policy for the moment, so that its packages are found from there. */
async function importTypeScript(file: string): Promise<Readonly<Record<string, unknown>>> {
  const outfile = join(resolve(dirname(file)), `.${basename(file)}.${process.pid}.mjs`)
  const { build } = await bundler()
  try {
    await build({
      entryPoints: [resolve(file)],
      outfile,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'silent',
    })
    return await importModule(outfile)
  } finally {
    rmSync(outfile, { force: true })
  }
}

async function bundler(): Promise<typeof import('esbuild')> {
  try {
    return await import('esbuild')
  } catch (cause) {
    throw new Error(`TypeScript needs esbuild: npm install --save-dev esbuild, or give a .js file.`, { cause })
  }
}
