const names = { owner: 'Alice', thief: 'thief', house: 'house' }
const frameworks = document.querySelector('#frameworks')
const log = document.querySelector('tbody')
const pane = (name) => document.querySelector(`[data-pane="${name}"]`)
const chosen = () => frameworks.querySelector('input:checked').value

function element(tag, text = '', attributes = {}) {
  const made = document.createElement(tag)
  made.textContent = text
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}

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

/** The answer in its pane, the decision below. Each framework's bank has a history of its own. */
function show({ framework, pane: name, move, status, outcome = '', reason = '', took, text }) {
  if (framework !== chosen()) return
  const head = status === undefined ? move : `${move}: ${status} ${outcome}`
  const strong = element('strong', head, { 'data-outcome': outcome })
  pane(name).querySelector('output').replaceChildren(strong, text)
  const row = element('tr')
  const result = element('td', outcome || text, { 'data-outcome': outcome })
  const ms = element('td', took === undefined ? '' : took.toFixed(1), { class: 'number' })
  row.append(element('td', names[name]), element('td', move), result, element('td', reason), ms)
  log.prepend(row)
  while (log.rows.length > 200) log.lastElementChild.remove()
}

const stage = await (await fetch('/stage')).json()
for (const [index, [name, { moves, origin }]] of Object.entries(stage).entries()) {
  const label = element('label')
  const input = element('input', '', { type: 'radio', name: 'framework', value: name, title: origin })
  input.checked = index === 0
  input.addEventListener('change', () => {
    log.replaceChildren()
    for (const output of document.querySelectorAll('output')) output.replaceChildren()
    showMoves(moves)
  })
  label.append(input, ` ${name}`)
  frameworks.append(label)
  if (index === 0) showMoves(moves)
}
new EventSource('/happenings').addEventListener('message', ({ data }) => show(JSON.parse(data)))
