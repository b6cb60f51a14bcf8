/** One line of a script as the picture behind the text shows it. */

import { h, show } from '../lib/dom.js';
import { indexOf } from '../lib/text.js';
import { say } from '../lib/words.js';

/** @typedef {import('./script-text.js').LineMarks} LineMarks */
/** @typedef {import('./script-text.js').Problem} Problem */

/**
 * Draw a line into its row.
 *
 * @param {Element} row
 * @param {string} line
 * @param {LineMarks} marks
 */
export function drawLine(row, line, marks) {
  const worst = marks.problems.find((each) => each.severity === 'error') ?? marks.problems[0];
  const classes = ['text-line', marks.kind.replace(' ', '-'), marks.guess && 'guess', worst && (worst.severity === 'error' ? 'wrong' : 'doubtful')];
  for (const state of ['heard', 'here']) if (row.classList.contains(state)) classes.push(state);
  row.className = classes.filter(Boolean).join(' ');
  const below = worst?.message ?? (marks.silent && say(`write.silent-${marks.silent}`)) ?? '';
  show(row, ...pieces(line, marks.problems), below && h('span', { class: 'message' }, below));
}

/**
 * The words of a line in pieces, with those marked that a problem is about, and comments.
 *
 * @param {string} line
 * @param {Problem[]} problems that begin on it
 * @returns {(string | HTMLElement)[]}
 */
function pieces(line, problems) {
  /** @type {{from: number, to: number, as: string}[]} */
  const spans = problems.map((each) => ({
    from: indexOf(line, each.column),
    to: each.end_line > each.line ? line.length : indexOf(line, each.end_column),
    as: each.severity === 'error' ? 'wrong' : 'doubtful',
  }));
  for (const found of line.matchAll(/<!--.*?(?:-->|$)/g)) spans.push({ from: found.index, to: found.index + found[0].length, as: 'comment' });
  const cuts = [...new Set([0, line.length, ...spans.flatMap(({ from, to }) => [from, to])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, index) => {
    const to = cuts[index + 1] ?? line.length;
    const as = new Set(spans.filter((span) => span.from <= from && span.to >= to).map((span) => span.as));
    const words = line.slice(from, to);
    return as.size ? h('span', { class: [...as].join(' ') }, words) : words;
  });
}
