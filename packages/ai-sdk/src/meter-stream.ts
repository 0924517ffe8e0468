import type { Part } from './model.js'
import type { StreamMeter } from './stream-meter.js'

/**
 * The stream, shown to a meter as it passes. Neither teed nor buffered. An abort ends it also where the model does not listen to its
 * signal.
 */
export function meterStream(
  stream: ReadableStream<Part>,
  meter: StreamMeter,
  signal: AbortSignal,
): ReadableStream<Part> {
  const reader = stream.getReader()
  let abort: () => void

  function end(): void {
    signal.removeEventListener('abort', abort)
    meter.cut()
  }

  async function pass(controller: ReadableStreamDefaultController<Part>): Promise<void> {
    const { done, value } = await reader.read()
    const goesOn = done || (await meter.see(value))
    if (signal.aborted) return
    if (!done) controller.enqueue(value)
    if (!goesOn) {
      for (const part of meter.stop()) controller.enqueue(part)
      reader.cancel().catch(ignore)
    }
    if (!done && goesOn) return
    end()
    controller.close()
  }

  return new ReadableStream<Part>(
    {
      start(controller) {
        abort = () => {
          end()
          controller.error(signal.reason)
          reader.cancel(signal.reason).catch(ignore)
        }
        if (signal.aborted) abort()
        else signal.addEventListener('abort', abort, { once: true })
      },
      async pull(controller) {
        try {
          await pass(controller)
        } catch (cause) {
          end()
          controller.error(cause)
        }
      },
      async cancel(reason) {
        end()
        await reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}

/** The provider is told to stop; whether it could is no longer anybody's concern. */
function ignore(): void {}
