import { decisionRow, element, entriesTable } from './elements.js'

const names = { owner: 'Alice', thief: 'thief', house: 'house' }
const frameworks = document.querySelector('#frameworks')
const clock = document.querySelector('#clock')
const log = document.querySelector('.log tbody')
const pane = (name) => document.querySelector(`[data-pane="${name}"]`)
const chosen = () => frameworks.querySelector('input:checked').value

async function press(button, name) {
  button.disabled = true
  try {
    const body = JSON.stringify({ framework: chosen(), pane: name, move: button.textContent })
    const answer = await fetch('/play', { method: 'POST', body })
    if (!answer.ok) pane(name).querySelector('output').textContent = await answer.text()
  } catch {
    pane(name).querySelector('output').textContent = 'The demo does not answer. Is it still running?'
  } finally {
    button.disabled = false
  }
}

function showMoves(moves) {
  for (const [name, list] of Object.entries(moves)) {
    const buttons = list.map((move) => element('button', move, { type: 'button' }))
    for (const button of buttons) button.addEventListener('click', () => press(button, name))
    pane(name)
      .querySelector('.moves')
      .replaceChildren(...buttons)
  }
}

/** The answer in its pane, the decision below. */
function show(happening) {
  const { pane: name, move, status, outcome = '', text, entries = [] } = happening
  const result = [status || '', outcome].join(' ').trim()
  const head = element('strong', result === '' ? move : `${move}: ${result}`, { 'data-outcome': outcome })
  pane(name).querySelector('output').replaceChildren(head, text, entriesTable(entries))
  log.prepend(decisionRow(names[name], happening))
  while (log.rows.length > 200) log.lastElementChild.remove()
}

const stage = await (await fetch('/stage')).json()
const enter = () => {
  const { moves, clock: time } = stage[chosen()]
  showMoves(moves)
  clock.textContent = time
}
for (const [name, { origin }] of Object.entries(stage)) {
  const label = element('label')
  const input = element('input', '', { type: 'radio', name: 'framework', value: name, title: origin })
  input.checked = name === Object.keys(stage)[0]
  input.addEventListener('change', () => {
    log.replaceChildren()
    for (const output of document.querySelectorAll('output')) output.replaceChildren()
    enter()
  })
  label.append(input, ` ${name}`)
  frameworks.append(label)
}
enter()

// Each framework's bank has a history of its own; all live by one clock.
new EventSource('/happenings').addEventListener('message', ({ data }) => {
  const { framework, clock: time, ...happening } = JSON.parse(data)
  if (time !== undefined) stage[framework].clock = time
  if (framework !== chosen()) return
  if (time === undefined) show(happening)
  else clock.textContent = time
})
