// What one writes first: werift on the WebRTC side, node:dgram on the trunk side, packets forwarded. The yardstick of the
// relay bench. Control: one JSON line in, one out.
import { createSocket } from 'node:dgram'
import { createInterface } from 'node:readline'
import { MediaStreamTrack, RTCPeerConnection, usePCMA } from 'werift'

type Join = { call: number; offer: string; trunkPort: number }

async function join({ offer, trunkPort }: Join): Promise<{ answer: string; port: number }> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const peer = new RTCPeerConnection({
    codecs: { audio: [usePCMA()], video: [] },
    bundlePolicy: 'max-bundle',
    iceServers: [],
    iceUseIpv6: false,
    iceAdditionalHostAddresses: ['127.0.0.1'],
  })
  const out = new MediaStreamTrack({ kind: 'audio' })
  peer.onTrack.subscribe((track) =>
    track.onReceiveRtp.subscribe((packet) => void socket.send(packet.serialize(), trunkPort, '127.0.0.1')),
  )
  socket.on('message', (packet) => out.writeRtp(packet))
  await peer.setRemoteDescription({ type: 'offer', sdp: offer })
  const transceiver = peer.getTransceivers()[0]
  await transceiver?.sender.replaceTrack(out)
  transceiver?.setDirection('sendrecv')
  await peer.setLocalDescription(await peer.createAnswer())
  return { answer: peer.localDescription?.sdp ?? '', port: socket.address().port }
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line) as Join
  join(asked).then((reply) => console.log(JSON.stringify({ call: asked.call, ...reply })))
}
