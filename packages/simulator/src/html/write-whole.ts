import { accessSync, constants, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { ConfigError } from '@llm-limit/core'
import { messageOf } from '../message-of.js'

/** Before a long replay. @throws ConfigError where a file cannot come to be, or would replace one that is read. */
export function requireTarget(option: string, file: string, inputs: readonly string[]): void {
  const input = inputs.find((read) => resolve(read) === resolve(file))
  if (input !== undefined) throw new ConfigError(`${option}: '${file}' is what is read here. Give it another name.`)
  const folder = dirname(file)
  try {
    accessSync(folder, constants.W_OK)
  } catch (cause) {
    throw new ConfigError(`${option}: '${file}' cannot be written: there is no folder '${folder}' to write to.`, {
      cause,
    })
  }
}

/** Writes a file or nothing: under another name beside it, then renamed. @throws ConfigError naming the file. */
export function writeWhole(option: string, file: string, text: string): void {
  const beside = `${file}.${process.pid}.part`
  try {
    writeFileSync(beside, text, { flag: 'wx' })
    renameSync(beside, file)
  } catch (cause) {
    rmSync(beside, { force: true })
    throw new ConfigError(`${option}: '${file}' cannot be written: ${messageOf(cause)}`, { cause })
  }
}
