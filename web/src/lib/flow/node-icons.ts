// One shape for each kind of node.
import Braces from '@lucide/svelte/icons/braces'
import CircleStop from '@lucide/svelte/icons/circle-stop'
import Clock from '@lucide/svelte/icons/clock'
import Gauge from '@lucide/svelte/icons/gauge'
import GitCompare from '@lucide/svelte/icons/git-compare-arrows'
import Globe from '@lucide/svelte/icons/globe'
import Keypad from '@lucide/svelte/icons/grip'
import Hash from '@lucide/svelte/icons/hash'
import Languages from '@lucide/svelte/icons/languages'
import Layers from '@lucide/svelte/icons/layers'
import ListFilter from '@lucide/svelte/icons/list-filter'
import Mic from '@lucide/svelte/icons/mic'
import NotebookPen from '@lucide/svelte/icons/notebook-pen'
import PhoneCall from '@lucide/svelte/icons/phone-call'
import PhoneOff from '@lucide/svelte/icons/phone-off'
import PhoneOutgoing from '@lucide/svelte/icons/phone-outgoing'
import Repeat from '@lucide/svelte/icons/repeat'
import Speech from '@lucide/svelte/icons/speech'
import Split from '@lucide/svelte/icons/split'
import Star from '@lucide/svelte/icons/star'
import UserSearch from '@lucide/svelte/icons/user-search'
import Voicemail from '@lucide/svelte/icons/voicemail'
import Volume from '@lucide/svelte/icons/volume-2'
import Workflow from '@lucide/svelte/icons/workflow'
import type { FlowNodeKind } from '#protocol/flow-config'

export const nodeIcons: Record<FlowNodeKind, typeof Clock> = {
  hours: Clock,
  play: Volume,
  say: Speech,
  language: Languages,
  menu: Keypad,
  collect: Hash,
  set: Braces,
  compare: GitCompare,
  loop: Repeat,
  'sub-flow': Workflow,
  split: Split,
  queue: Layers,
  'queue-status': Gauge,
  ring: PhoneCall,
  message: Voicemail,
  callback: PhoneOutgoing,
  survey: Star,
  customer: UserSearch,
  'customer-note': NotebookPen,
  listed: ListFilter,
  http: Globe,
  end: CircleStop,
  'hang-up': PhoneOff,
  record: Mic,
}
