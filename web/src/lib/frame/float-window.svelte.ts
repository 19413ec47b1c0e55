// A small window over all others (Document Picture-in-Picture): by a press, or by itself where the browser opens it for a
// page in a call whose tab is hidden (MediaSession's enterpictureinpicture).
import { mount, unmount } from 'svelte'
import FloatBar from './FloatBar.svelte'

type PictureInPicture = {
  readonly window: Window | null
  requestWindow(options: { width: number; height: number }): Promise<Window>
}
const floats = (window as Window & { documentPictureInPicture?: PictureInPicture }).documentPictureInPicture
const size = { width: 360, height: 120 }
const automatic = 'enterpictureinpicture' as MediaSessionAction

class FloatWindow {
  readonly isPossible = floats !== undefined
  open = $state(false)

  async toggle(): Promise<void> {
    if (floats?.window) floats.window.close()
    else await this.#show()
  }

  /** While a call goes on the browser may open it when the tab is hidden. */
  allowAutomatic(inCall: boolean): void {
    if (!floats || !('mediaSession' in navigator)) return
    try {
      navigator.mediaSession.setActionHandler(automatic, inCall ? () => void this.#show() : null)
    } catch {
      // This browser opens it only by a press.
    }
  }

  async #show(): Promise<void> {
    if (!floats || floats.window) return
    const small = await floats.requestWindow(size)
    const { documentElement: page } = document
    const { documentElement: copy } = small.document
    copy.lang = page.lang
    copy.dataset.theme = page.dataset.theme ?? ''
    for (const sheet of document.querySelectorAll('link[rel="stylesheet"], style'))
      small.document.head.append(sheet.cloneNode(true))
    const bar = mount(FloatBar, { target: small.document.body })
    this.open = true
    small.addEventListener('pagehide', () => {
      this.open = false
      void unmount(bar)
    })
  }
}

export const floatWindow = new FloatWindow()
