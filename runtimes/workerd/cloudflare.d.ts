/** As much as is used here. @see https://developers.cloudflare.com/workers/runtime-apis/rpc/ */
declare module 'cloudflare:workers' {
  export abstract class WorkerEntrypoint {
    protected readonly ctx: { waitUntil(work: Promise<unknown>): void }
    protected readonly env: unknown
  }
}
