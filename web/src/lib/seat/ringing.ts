// Everything outside the page that tells of a ringing call: title, favicon, notification.
const flashMs = 1000

/** Alternate the title each second until the returned function is called. */
export function flashTitle(text: string): () => void {
  const icon = document.querySelector<HTMLLinkElement>('#favicon')
  const plain = document.title
  let on = false
  const turn = (): void => {
    on = !on
    document.title = on ? text : plain
    if (icon) icon.href = on ? '/icon-ringing.svg' : '/icon.svg'
  }
  turn()
  const timer = setInterval(turn, flashMs)
  return () => {
    clearInterval(timer)
    document.title = plain
    if (icon) icon.href = '/icon.svg'
  }
}

/** A system notice while the page is hidden; a click brings the page to the front and does nothing else. */
export function notifyHidden(tag: string, title: string, body: string): () => void {
  if (document.visibilityState === 'visible' || !('Notification' in window) || Notification.permission !== 'granted')
    return () => undefined
  const notice = new Notification(title, { body, tag, silent: true, requireInteraction: true })
  notice.onclick = () => {
    window.focus()
    notice.close()
  }
  return () => notice.close()
}
