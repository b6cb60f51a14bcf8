/** What the computer knows of the text that is being written. */

import { post } from './api.js';

/**
 * @typedef {import('../elements/script-text.js').Problem} Problem
 * @typedef {object} Analysis as of `POST api/write/analysis`
 * @property {string | null} title
 * @property {Problem[]} problems
 * @property {{line: number, kind: string}[]} unspoken where text begins that is not spoken
 * @property {string[]} kinds one for each line
 * @property {import('../elements/script-clock.js').Clock | null} clock null as long as there are errors
 */

/**
 * How much there is to look at.
 *
 * @param {Pick<Analysis, 'problems' | 'unspoken'>} analysis
 */
export function counted({ problems, unspoken }) {
  const errors = problems.filter((each) => each.severity === 'error').length;
  return { errors, doubts: problems.length - errors, unspoken: unspoken.length };
}

/**
 * The next line with something to look at, from 1, and its first problem, if it has one; past the last one it is the
 * first again. Null if there is nothing.
 *
 * @param {Pick<Analysis, 'problems' | 'unspoken'>} analysis
 * @param {number} from the line to go on from
 * @param {1 | -1} by forwards or back
 * @returns {{line: number, problem?: Problem | undefined} | null}
 */
export function nextProblem({ problems, unspoken }, from, by) {
  const lines = [...new Set([...problems, ...unspoken].map((each) => each.line))].sort((a, b) => (a - b) * by);
  const line = lines.find((each) => (each - from) * by > 0) ?? lines[0];
  return line === undefined ? null : { line, problem: problems.find((each) => each.line === line) };
}

/**
 * Asks for the analysis of a text that goes on changing: one question at a time, the latest text next.
 *
 * @fires analysed when the text of now was analysed; `detail` is the Analysis
 * @fires refused when there was no answer; `detail` is the error
 */
export class Analyser extends EventTarget {
  #now;
  #asking = false;
  #again = false;

  /** @param {() => {name: string, text: string} | null} now the script's name and its text; null while none is open */
  constructor(now) {
    super();
    this.#now = now;
  }

  /** The text was changed. */
  async ask() {
    this.#again = this.#asking;
    const asked = this.#now();
    if (this.#asking || !asked) return;
    this.#asking = true;
    try {
      const detail = await post('api/write/analysis', asked);
      if (asked.text === this.#now()?.text) this.dispatchEvent(new CustomEvent('analysed', { detail }));
    } catch (error) {
      this.dispatchEvent(new CustomEvent('refused', { detail: error }));
    } finally {
      this.#asking = false;
      if (this.#again) void this.ask();
    }
  }
}
