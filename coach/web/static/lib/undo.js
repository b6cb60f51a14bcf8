/** Undoing and redoing, also what the page itself changed in a text. */

/** @typedef {{text: string, start: number, end: number}} State a text, and what is selected in it */
/** @typedef {{at: number, removed: string, added: string, before: [number, number], after: [number, number], kind: string, time: number}} Edit */

const MOST = 1000;
/** How long a pause in typing begins another step, in milliseconds. */
const PAUSE = 1200;

/** The edits of one text. */
export class UndoHistory {
  /** @type {Edit[]} */
  #done = [];
  /** @type {Edit[]} */
  #undone = [];

  /** Whether there is something to undo. */
  get canUndo() {
    return this.#done.length > 0;
  }

  /** Whether there is something to do again. */
  get canRedo() {
    return this.#undone.length > 0;
  }

  /**
   * Note an edit. One of the same kind that goes on where the last one ended, soon after it, is a part of that.
   *
   * @param {State} before
   * @param {State} after
   * @param {string} kind such as `insertText`; empty: always a step of its own
   * @param {number} time in milliseconds
   */
  record(before, after, kind, time) {
    if (before.text === after.text) return;
    const edit = difference(before, after, kind, time);
    this.#undone = [];
    const last = this.#done[this.#done.length - 1];
    if (last && kind && last.kind === kind && time - last.time < PAUSE && !edit.added.includes('\n')) {
      if (!edit.removed && edit.at === last.at + last.added.length) {
        last.added += edit.added;
        last.after = edit.after;
        last.time = time;
        return;
      }
      if (!edit.added && edit.at + edit.removed.length === last.at && !last.added) {
        last.at = edit.at;
        last.removed = edit.removed + last.removed;
        last.after = edit.after;
        last.time = time;
        return;
      }
    }
    this.#done.push(edit);
    if (this.#done.length > MOST) this.#done.shift();
  }

  /**
   * The text before the last edit; null if there is none.
   *
   * @param {string} text as it is now
   * @returns {State | null}
   */
  undo(text) {
    const edit = this.#done.pop();
    if (!edit) return null;
    this.#undone.push(edit);
    const [start, end] = edit.before;
    return { text: text.slice(0, edit.at) + edit.removed + text.slice(edit.at + edit.added.length), start, end };
  }

  /**
   * The text after the edit that was undone last; null if there is none.
   *
   * @param {string} text as it is now
   * @returns {State | null}
   */
  redo(text) {
    const edit = this.#undone.pop();
    if (!edit) return null;
    this.#done.push(edit);
    edit.kind = ''; // what is typed next is a step of its own
    const [start, end] = edit.after;
    return { text: text.slice(0, edit.at) + edit.added + text.slice(edit.at + edit.removed.length), start, end };
  }
}

/**
 * @param {State} before
 * @param {State} after
 * @param {string} kind
 * @param {number} time
 * @returns {Edit}
 */
function difference(before, after, kind, time) {
  const least = Math.min(before.text.length, after.text.length);
  let at = 0;
  while (at < least && before.text[at] === after.text[at]) at += 1;
  let same = 0;
  while (
    same < least - at &&
    before.text[before.text.length - 1 - same] === after.text[after.text.length - 1 - same]
  ) same += 1;
  return {
    at,
    removed: before.text.slice(at, before.text.length - same),
    added: after.text.slice(at, after.text.length - same),
    before: [before.start, before.end],
    after: [after.start, after.end],
    kind,
    time,
  };
}
