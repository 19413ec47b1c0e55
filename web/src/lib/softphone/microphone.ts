// Opening the microphone, and why it does not open.
export type MicrophoneFault = 'refused' | 'missing' | 'insecure'
export type Microphone = { ok: true; stream: MediaStream } | { ok: false; fault: MicrophoneFault }

const processing = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 }
const faultOf = (cause: unknown): MicrophoneFault =>
  cause instanceof DOMException && (cause.name === 'NotAllowedError' || cause.name === 'SecurityError')
    ? 'refused'
    : 'missing'

/** Open the chosen microphone, or the system's own when the chosen one is gone. */
export async function openMicrophone(deviceId: string): Promise<Microphone> {
  if (!navigator.mediaDevices) return { ok: false, fault: 'insecure' }
  const open = (device: MediaTrackConstraints) =>
    navigator.mediaDevices.getUserMedia({ audio: { ...processing, ...device } })
  try {
    return { ok: true, stream: await open(deviceId === '' ? {} : { deviceId: { exact: deviceId } }) }
  } catch (cause) {
    if (deviceId === '' || faultOf(cause) === 'refused') return { ok: false, fault: faultOf(cause) }
  }
  try {
    return { ok: true, stream: await open({}) }
  } catch (cause) {
    return { ok: false, fault: faultOf(cause) }
  }
}

/** Whether the microphone may be opened without asking; browsers that cannot tell say null. */
export async function microphonePermission(): Promise<PermissionState | null> {
  try {
    return (await navigator.permissions.query({ name: 'microphone' })).state
  } catch {
    return null
  }
}
