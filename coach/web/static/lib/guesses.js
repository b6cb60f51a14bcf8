/** The guesses of an import, and where in its line stands what each one wrote. */

/** @typedef {{line: number, kind: string, words: string, why: string}} Guess */
/** @typedef {{from: number, to: number}} Span indexes in a line */

const REMARK = /\s*<!-- chosen: .*?-->/;
const IN_BRACKETS = /\([^()]*\)(?=\s*(?:<!--.*)?$)/;
const VALUE = /(?<=:\s*)\S.*$/;
const ALL = /\S.*$/;
/** @type {Record<string, RegExp>} what a guess wrote, where that is not all of the line */
const WRITTEN = { time: IN_BRACKETS, sides: IN_BRACKETS, wait: IN_BRACKETS, title: VALUE, listener: VALUE, position: VALUE };

/**
 * The remark in a line that its time is a guess; null if there is none.
 *
 * @param {Guess} guess
 * @param {string} line
 * @returns {Span | null}
 */
export function remarkOf({ kind }, line) {
  return kind === 'time' ? span(REMARK.exec(line)) : null;
}

/**
 * What a guess wrote in a line: a time is in its brackets, a title after its colon. Empty if it is not there.
 *
 * @param {Guess} guess
 * @param {string} line
 * @returns {Span}
 */
export function writtenBy({ kind }, line) {
  return span((WRITTEN[kind] ?? ALL).exec(line)) ?? { from: 0, to: 0 };
}

/** @param {RegExpExecArray | null} found */
function span(found) {
  return found && { from: found.index, to: found.index + found[0].length };
}
