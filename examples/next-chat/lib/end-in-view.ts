import { useEffect } from 'react'

const NEAR_PX = 120

/** Keeps the end of the page in view as it grows, unless the reader has scrolled up. */
export function useEndInView(): void {
  useEffect(() => {
    let isAtEnd = true
    const look = (): void => {
      isAtEnd = window.innerHeight + window.scrollY >= document.body.scrollHeight - NEAR_PX
    }
    const growth = new ResizeObserver(() => {
      if (isAtEnd) window.scrollTo({ top: document.body.scrollHeight })
    })
    growth.observe(document.body)
    window.addEventListener('scroll', look, { passive: true })
    return () => {
      growth.disconnect()
      window.removeEventListener('scroll', look)
    }
  }, [])
}
