// Runs every cell of the matrix and prints it as a Markdown table; names of peers as arguments run those only.
// Exit code 1 when a cell is red.
import { Bench } from './bench.ts'
import { type Cell, FEATURES, isPeerMissing, PEERS } from './features.ts'

const [wanted = PEERS.join(), only = ''] = process.argv.slice(2)
const peers = PEERS.filter((peer) => wanted.split(',').includes(peer))
const notes: string[] = []
let reds = 0

function note(text: string): string {
  if (!notes.includes(text)) notes.push(text)
  return `<sup>${notes.indexOf(text) + 1}</sup>`
}

async function judge(bench: Bench, name: string, cell: Cell): Promise<string> {
  const startedAt = performance.now()
  try {
    await cell.run(bench)
    console.error(`${name}: green, ${Math.round(performance.now() - startedAt)} ms`)
    return cell.sound ? '🟢♪' : '🟢'
  } catch (fault) {
    reds += 1
    const text = fault instanceof Error ? fault.message : String(fault)
    console.error(`${name}: RED, ${text}`)
    return `🔴${note(text.split('\n')[0]?.slice(0, 120) ?? '')}`
  }
}

const bench = await Bench.start()
const rows: string[] = []
for (const { name, cells } of FEATURES.filter((feature) => feature.name.includes(only))) {
  const row: string[] = []
  for (const peer of peers) {
    const cell = cells[peer]
    if (typeof cell === 'string') row.push(`—${note(cell)}`)
    else row.push(isPeerMissing[peer] ? `—${note('not installed')}` : await judge(bench, `${name} × ${peer}`, cell))
  }
  rows.push(`| ${name} | ${row.join(' | ')} |`)
}
await bench.close()
console.log(`| | ${peers.join(' | ')} |\n|---|${peers.map(() => '---').join('|')}|\n${rows.join('\n')}\n`)
console.log(notes.map((text, index) => `${index + 1}. ${text}`).join('\n'))
process.exit(reds > 0 ? 1 : 0)
