// HTML as text. Everything that comes from the database goes through escape().
export const escape = (value) =>
  String(value ?? '').replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c])

// html`…${value}…`: values are escaped, except what html or raw made.
class Safe extends String {}
export const raw = (text) => new Safe(text)
const put = (value) =>
  value instanceof Safe ? value : Array.isArray(value) ? value.map(put).join('') : value === false || value === null || value === undefined ? '' : escape(value)
export const html = (strings, ...values) => new Safe(strings.reduce((all, text, i) => all + put(values[i - 1]) + text))

const csv_value = (text) => (/[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text)

// A table of data: columns are {title, value, number, link}. The first column heads its row. link(row) is an address, or none.
// value(row) is the text a reader sees; the CSV holds the same, with a plain minus and without separators of thousands.
export function table(caption, columns, rows, name) {
  const cell = (column, row, first) => {
    const address = column.link?.(row)
    const text = address ? html`<a href="${address}">${column.value(row)}</a>` : column.value(row)
    const align = column.number ? raw(' class="number"') : ''
    return first ? html`<th scope="row"${align}>${text}</th>` : html`<td${align}>${text}</td>`
  }
  const plain = (column, row) => csv_value(String(column.value(row)).replace(/−/g, '-').replace(/(\d),(?=\d{3})/g, '$1').replace(/^–$/, ''))
  const csv = [columns.map((c) => csv_value(c.title)), ...rows.map((row) => columns.map((c) => plain(c, row)))].map((line) => line.join(',')).join('\r\n')
  return html`
<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
<table data-name="${name}">
<caption>${caption}</caption>
<thead><tr>${columns.map((c) => html`<th scope="col"${c.number ? raw(' class="number"') : ''}>${c.title}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${columns.map((c, i) => cell(c, row, i === 0))}</tr>\n`)}</tbody>
</table>
</div>
<p class="download"><a download="${name}.csv" href="data:text/csv;charset=utf-8,${encodeURIComponent('\uFEFF' + csv)}">Download this table (CSV)</a></p>`
}

export const details = (summary, ...content) => html`
<details>
<summary>${summary}</summary>
${content}
</details>`
