// The <audio> element that the other side is heard from.
type WithSink = HTMLMediaElement & { setSinkId?: (id: string) => Promise<void> }

/** Send an element's sound to a device; a device that is gone falls back to the system's own. */
export async function useSink(element: HTMLMediaElement, deviceId: string): Promise<void> {
  const withSink: WithSink = element
  if (!withSink.setSinkId) return
  await withSink.setSinkId(deviceId).catch(() => withSink.setSinkId?.(''))
}

/** Play a stream; false when the browser holds it back until the person clicks. */
export async function playStream(element: HTMLAudioElement, stream: MediaStream): Promise<boolean> {
  if (element.srcObject !== stream) element.srcObject = stream
  try {
    await element.play()
    return true
  } catch (cause) {
    return !(cause instanceof DOMException && cause.name === 'NotAllowedError')
  }
}
