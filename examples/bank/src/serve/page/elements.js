export function element(tag, text = '', attributes = {}) {
  const made = document.createElement(tag)
  made.textContent = text
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}

/** Some of an account's entries, as on paper. */
export function entriesTable(entries) {
  const table = element('table')
  for (const { on, text, amount } of entries)
    table.insertRow().append(element('td', on), element('td', text), element('td', amount, { class: 'number' }))
  return table
}

/** One move and what became of it: a row of the decisions. */
export function decisionRow(who, { move, outcome, text, reasons = [], took }) {
  const row = element('tr')
  row.append(element('td', who), element('td', move))
  if (outcome === undefined) {
    row.append(element('td', text, { colspan: 3 }))
    return row
  }
  const because = element('td')
  for (const { code, words } of reasons) {
    const line = element('div', `${code} `)
    line.append(element('small', words))
    because.append(line)
  }
  const became = element('td', outcome, { 'data-outcome': outcome })
  row.append(became, because, element('td', took.toFixed(1), { class: 'number' }))
  return row
}
