const IMPORT = /^import (.+?) from ('[^']+')/gm

/** `import` as `require`, as somebody with a CommonJS project would write it. */
export function asCommonJs(code: string): string {
  return code.replace(IMPORT, 'const $1 = require($2)')
}

/** The same of a program that awaits outside of functions, which CommonJS does not know. */
export function asCommonJsScript(code: string): string {
  const imports = code.match(IMPORT) ?? []
  return `${asCommonJs(imports.join('\n'))}\nasync function main() {\n${code.replace(/^import .+\n+/gm, '')}}\nmain()\n`
}
