/** Places in a text: lines, columns and offsets, and what an edit changed. */

/** @typedef {{from: number, removed: number, added: number}} LineChange lines from index `from` on */

/**
 * Where two texts differ, by whole lines.
 *
 * @param {readonly string[]} before
 * @param {readonly string[]} after
 * @returns {LineChange}
 */
export function changedLines(before, after) {
  const least = Math.min(before.length, after.length);
  let from = 0;
  while (from < least && before[from] === after[from]) from += 1;
  let same = 0;
  while (same < least - from && before[before.length - 1 - same] === after[after.length - 1 - same]) same += 1;
  return { from, removed: before.length - from - same, added: after.length - from - same };
}

/**
 * A list with an entry a line, after the change. A line that was changed keeps its entry, a new one gets a copy of the
 * one above it, so that colours do not flicker while one types.
 *
 * @template T
 * @param {readonly T[]} list
 * @param {LineChange} change
 * @param {(above: T | undefined) => T} made for a new line
 * @returns {T[]}
 */
export function follow(list, { from, removed, added }, made) {
  const kept = list.slice(from, from + Math.min(removed, added));
  while (kept.length < added) kept.push(made(kept[kept.length - 1] ?? list[from - 1]));
  return [...list.slice(0, from), ...kept, ...list.slice(from + removed)];
}

/**
 * Where a line of the text before the change is after it.
 *
 * @param {number} line from 1
 * @param {LineChange} change
 * @returns {number}
 */
export function moved(line, { from, removed, added }) {
  if (line <= from) return line;
  return line > from + removed ? line + added - removed : from + Math.max(1, Math.min(line - from, added));
}

/**
 * The index in a line of a column that counts characters from 1, as the server does; a character may be two units here.
 *
 * @param {string} line
 * @param {number} column
 * @returns {number}
 */
export function indexOf(line, column) {
  let index = 0;
  for (let left = column - 1; left > 0 && index < line.length; left -= 1) {
    index += (line.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  }
  return index;
}

/**
 * The line, from 1, and the index in it of an offset in a text.
 *
 * @param {string} text
 * @param {number} offset
 * @returns {{line: number, index: number}}
 */
export function placeOf(text, offset) {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, index: offset - (before.lastIndexOf('\n') + 1) };
}

/**
 * The offset at which a line begins.
 *
 * @param {readonly string[]} lines
 * @param {number} line from 1
 * @returns {number}
 */
export function startOf(lines, line) {
  let offset = 0;
  for (let index = 0; index < Math.min(line - 1, lines.length); index += 1) offset += (lines[index] ?? '').length + 1;
  return Math.min(offset, lines.reduce((sum, each) => sum + each.length + 1, -1));
}

/**
 * What begins the next line when Enter is pressed at the end of one: another item of the list, or more of the quote.
 * An item without words ends the list: then `end` says how many characters of it go.
 *
 * @param {string} line up to the caret
 * @returns {{next: string, end: number}}
 */
export function continued(line) {
  const found = /^(\s*)(?:([-*+]|\d+[.)])|(>))(\s+)/.exec(line);
  if (!found) return { next: '', end: 0 };
  const [mark, indent = '', item, quote, space = ' '] = found;
  if (!line.slice(mark.length).trim()) return { next: '', end: line.length };
  if (/^\s*> \[!\w+\]\s*$/.test(line)) return { next: `${indent}> `, end: 0 };
  const number = item && /^\d/.test(item) ? `${parseInt(item, 10) + 1}${item.slice(-1)}` : item;
  return { next: `${indent}${quote ?? number ?? ''}${space}`, end: 0 };
}
