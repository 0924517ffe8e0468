/** A call as its path tells: `/v1beta/models/{model}:generateContent`, at Vertex `.../publishers/google/models/{model}:...`. */
export interface PathCall {
  readonly model: string
  readonly method: 'generateContent' | 'streamGenerateContent' | 'embedContent' | 'batchEmbedContents'
  /** A tuned model, or an endpoint that serves one. */
  readonly isTuned: boolean
}

const METHODS = 'generateContent|streamGenerateContent|embedContent|batchEmbedContents'
const CALL = new RegExp(`/(models|tunedModels|endpoints)/([^/:]+):(${METHODS})$`)
const QUERY = /[?#]/

export function callIn(path: string): PathCall | undefined {
  const [, collection, model = '', method] = CALL.exec(path.slice(0, endOf(path))) ?? []
  if (collection === undefined) return undefined
  return { model: decoded(model), method: method as PathCall['method'], isTuned: collection !== 'models' }
}

/** The same call of another model; a query stays. */
export function pathForModel(path: string, model: string): string {
  const end = endOf(path)
  const call = CALL.exec(path.slice(0, end))
  if (call === null || call[1] !== 'models') return path
  return `${path.slice(0, call.index)}/models/${encodeURIComponent(model)}:${call[3]}${path.slice(end)}`
}

function endOf(path: string): number {
  const end = path.search(QUERY)
  return end < 0 ? path.length : end
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
