/** A session that is being prepared: what was chosen, and the figures of its plan, kept up to date. */

import { del, get, post, put } from './api.js';
import { stretched } from './stretching.js';

/**
 * @typedef {{wanted: string[], sides: string[], rate: number, calls: string, opening: string | null, guidance: string, client: string[]}} Choice
 * @typedef {{choice: Choice, target: number | null, ears: string, music: string | null, bed: string | null, voice: string | null,
 *   client_voice: string | null}} Options
 * @typedef {{title: string, side: 'left' | 'right' | null, start: number, end: number, opening: boolean, cautions: {at: number, text: string}[]}} Area
 * @typedef {{length: number, written: number, shortest: number, longest: number, exact: boolean, areas: Area[], waits: number,
 *   opening: string | null, left_out: string[], taught: number}} Plan
 * @typedef {{request: Options, plan: Plan, adjusted: string[]}} Figures
 * @typedef {{name: string, title: string, summary: string, for: string, position: string, tags: string[],
 *   optional: {title: string, adds: number}[], conditions: string[], openings: string[], sided: boolean, teaching: boolean,
 *   client: boolean, language: string, beds: string[], bed: string, music: string[], music_folder: string,
 *   formats: {suffix: string, name: string}[]}} Choices
 */

/** Milliseconds after the last change before it is remembered. */
const SETTLED = 600;

/**
 * Its events: `planned` when the figures stand for what was chosen, `refused` with the error as `detail` when it is not possible; then all
 * is as it was before.
 */
export class Prepared extends EventTarget {
  #address;
  #choices;
  #figures;
  #options;
  #asking = false;
  #remembering = 0;
  /** Plans of the same choices with other lengths. @type {Plan[]} */
  #others = [];

  /** @param {string} address of the routine @param {Choices & Figures} found */
  constructor(address, found) {
    super();
    this.#address = address;
    this.#choices = found;
    /** @type {Figures} */
    this.#figures = found;
    this.#options = found.request;
    void this.#measure();
  }

  /**
   * A routine as it was prepared last. Throws ApiError.
   *
   * @param {string} name
   */
  static async open(name) {
    const address = `api/prepare/${encodeURIComponent(name)}`;
    return new Prepared(address, await get(address));
  }

  /** What can be chosen. @returns {Choices} */
  get choices() {
    return this.#choices;
  }

  /** What was chosen last. @returns {Options} */
  get options() {
    return this.#options;
  }

  /** The last plan that is known. @returns {Plan} */
  get plan() {
    return this.#figures.plan;
  }

  /** What was not possible. @returns {string[]} */
  get adjusted() {
    return this.#figures.adjusted;
  }

  /** @param {Partial<Choice>} choice */
  choose(choice) {
    this.change({ choice: { ...this.#options.choice, ...choice } });
  }

  /** @param {Partial<Options>} options */
  change(options) {
    this.#options = { ...this.#options, ...options };
    clearTimeout(this.#remembering);
    this.#remembering = setTimeout(() => this.remember(), SETTLED);
    void this.#ask();
  }

  /** A picture of the plan with another length, until the exact one is there. @param {number} length @returns {Plan} */
  preview(length) {
    const alike = this.#others.filter(({ areas }) => areas.length === this.plan.areas.length);
    return { ...this.plan, length, areas: stretched([...alike, this.plan], length) };
  }

  /** Remember what was chosen, now. */
  remember() {
    clearTimeout(this.#remembering);
    this.#remembering = 0;
    void put(this.#address, { request: this.#options }).catch((error) => this.#refuse(error));
  }

  /** Remember it if that is still to be done. */
  close() {
    if (this.#remembering) this.remember();
  }

  /** Back to what is written. Throws ApiError. */
  async reset() {
    this.#figures = await del(this.#address);
    this.#options = this.#figures.request;
    clearTimeout(this.#remembering);
    this.#remembering = 0;
    void this.#measure();
  }

  /** Ask for the figures; while an answer is awaited, only the latest change is asked for next. */
  async #ask() {
    if (this.#asking) return;
    this.#asking = true;
    try {
      let asked;
      do {
        asked = this.#options;
        const before = this.plan;
        this.#figures = await post(this.#address, { request: asked });
        if (this.plan.areas.length !== before.areas.length || this.plan.written !== before.written) void this.#measure();
      } while (asked !== this.#options);
      this.#options = this.#figures.request;
      this.dispatchEvent(new Event('planned'));
    } catch (error) {
      this.#options = this.#figures.request;
      this.#refuse(error);
    } finally {
      this.#asking = false;
    }
  }

  /** Fetch the plans of the shortest and the longest session. */
  async #measure() {
    const { shortest, longest, areas } = this.plan;
    this.#others = [];
    if (shortest === longest) return;
    const options = this.#options;
    const found = await Promise.all([shortest, longest].map((target) =>
      post(this.#address, { request: { ...options, target } }).catch(() => null)));
    if (options.choice !== this.#options.choice && JSON.stringify(options.choice) !== JSON.stringify(this.#options.choice)) return;
    this.#others = found.filter((other) => other?.plan.areas.length === areas.length).map((other) => other.plan);
  }

  /** @param {unknown} error */
  #refuse(error) {
    this.dispatchEvent(new CustomEvent('refused', { detail: error }));
  }
}
