/**
 * The timeline of a session: all that a screen shows of it, with its times in milliseconds of the plan. `docs/web.md`
 * describes it; `viewAt` returns what `snapshot` of `coach/live/view.py` returns.
 *
 * @typedef {'left' | 'right' | null} Side
 * @typedef {'opening' | 'step' | 'caution' | 'breathing' | 'rest'} Kind
 * @typedef {'inhale' | 'hold' | 'top up' | 'exhale' | 'rest'} Phase `top up`: a second breath in on top of the first
 * @typedef {{text: string, to: 'therapist' | 'client' | 'self'}} Line
 * @typedef {{title: string, side: Side, start: number, end: number, opening?: boolean, whole?: number}} Area
 * @typedef {{kind: Kind, lines: Line[], area: string | null, side: Side}} Coming
 * @typedef {{phase: Phase, start: number, end: number}} Breath
 * @typedef {{start: number, end: number, kind: string, to: string | null, text: string | null}} Cue
 * @typedef {{
 *   start: number, sounded: number, end: number, area: number, side: Side, kind: Kind, lines: Line[],
 *   turn: [number, number], wait: boolean, picture: string | null, picture_text?: string, next: Coming | null, breaths: Breath[], cues: Cue[],
 * }} Step
 * @typedef {{title: string, length: number, for: 'therapist' | 'self', areas: Area[], steps: Step[]}} Timeline
 *
 * @typedef {{
 *   phase: Phase | 'ready', fullness: number, left: number, count: number, start: number, end: number,
 * }} BreathView `fullness` is how full the lungs are, 0 to 1; `left` and `count`: breaths in this step
 * @typedef {{
 *   title: string, area: string, areaNumber: number, areas: number, side: Side, segment: number, kind: Kind,
 *   lines: Line[], turn: [number, number], wait: boolean, picture: string | null, pictureText: string, next: Coming | null, position: number,
 *   stepLeft: number, stepLength: number, areaLeft: number, areaLength: number, sessionLeft: number,
 *   sessionLength: number, breath: BreathView | null,
 * }} View `areaNumber` counts from 1
 */

/**
 * What is on the screen at a position.
 *
 * @param {Timeline} timeline
 * @param {number} position milliseconds of the plan
 * @param {number} [segment] the step that is heard, where the position is between two
 * @returns {View}
 */
export function viewAt(timeline, position, segment = segmentAt(timeline, position)) {
  const step = /** @type {Step} */ (timeline.steps[segment]);
  const area = /** @type {Area} */ (timeline.areas[step.area]);
  return {
    title: timeline.title,
    area: area.title,
    areaNumber: step.area + 1,
    areas: timeline.areas.length,
    side: step.side,
    segment,
    kind: step.kind,
    lines: step.lines,
    turn: step.turn,
    wait: step.wait,
    picture: step.picture,
    pictureText: step.picture_text ?? '',
    next: step.next,
    position,
    stepLeft: within(step.end - position, step.end - step.start),
    stepLength: step.end - step.start,
    areaLeft: within(area.end - position, area.end - area.start),
    areaLength: area.end - area.start,
    sessionLeft: within(timeline.length - position, timeline.length),
    sessionLength: timeline.length,
    breath: breathAt(step, position),
  };
}

/**
 * The index of the step at a position: the last one that has begun.
 *
 * @param {Timeline} timeline
 * @param {number} position
 * @returns {number}
 */
export function segmentAt(timeline, position) {
  return Math.max(lastBegun(timeline.steps, position), 0);
}

/**
 * The index of the area at a position.
 *
 * @param {Timeline} timeline
 * @param {number} position
 * @returns {number}
 */
export function areaAt(timeline, position) {
  return Math.max(lastBegun(timeline.areas, position), 0);
}

/**
 * @param {Step} step
 * @param {number} position
 * @returns {BreathView | null}
 */
function breathAt(step, position) {
  const [first] = step.breaths;
  if (!first) return null;
  // A breath ends where the next begins.
  const ends = step.breaths.slice(1).filter((each) => each.phase === first.phase).map((each) => each.start);
  ends.push(/** @type {Breath} */ (step.breaths.at(-1)).end);
  const count = ends.length;
  const left = ends.filter((end) => end > position).length;
  const now = step.breaths[lastBegun(step.breaths, position)];
  if (!now) return { phase: 'ready', fullness: 0, left, count, start: step.start, end: first.start };
  const way = Math.min((position - now.start) / Math.max(now.end - now.start, 1), 1);
  const second = step.breaths.find((each) => each.phase === 'top up');
  const filled = second ? lengthOf(first) / (lengthOf(first) + lengthOf(second)) : 1; // the second does the rest
  const fullness = { inhale: filled * way, hold: filled, 'top up': filled + (1 - filled) * way, exhale: 1 - way, rest: 0 }[now.phase];
  return { ...now, fullness, left, count };
}

/** @param {Breath} breath */
function lengthOf(breath) {
  return breath.end - breath.start;
}

/**
 * @param {{start: number}[]} spans in the order of their starts
 * @param {number} position
 * @returns {number} the index of the last one that has begun; -1 before the first
 */
function lastBegun(spans, position) {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/** @type {{start: number}} */ (spans[middle]).start <= position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** @param {number} left @param {number} length */
function within(left, length) {
  return Math.min(Math.max(left, 0), length);
}
