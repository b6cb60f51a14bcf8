/** The geometry of the ring: each area a segment as long as its time, clockwise from the top. */

/** @typedef {{from: number, to: number}} Arc in turns, 0 to 1 from the top */

/**
 * The arcs of areas, with a gap between two; a short area is never eaten up by its gap.
 *
 * @param {{start: number, end: number}[]} areas
 * @param {number} length of the session
 * @param {number} gap in turns
 * @returns {Arc[]}
 */
export function arcs(areas, length, gap) {
  if (areas.length === 1) return [{ from: 0, to: 1 }];
  return areas.map(({ start, end }) => {
    const from = start / length;
    const to = end / length;
    const half = Math.min(gap / 2, (to - from) * 0.3);
    return { from: from + half, to: to - half };
  });
}

/**
 * The outline of a segment as the path of an SVG: a band between two radii, around the origin.
 *
 * @param {Arc} arc
 * @param {number} inner
 * @param {number} outer
 * @returns {string}
 */
export function band({ from, to }, inner, outer) {
  const whole = to - from >= 0.9999;
  if (whole) return `${circle(outer)}${circle(inner)}`; // filled by the even-odd rule
  const large = to - from > 0.5 ? 1 : 0;
  const [a, b, c, d] = [point(from, outer), point(to, outer), point(to, inner), point(from, inner)];
  return `M${a}A${outer} ${outer} 0 ${large} 1 ${b}L${c}A${inner} ${inner} 0 ${large} 0 ${d}Z`;
}

/**
 * A line along the ring as the path of an SVG.
 *
 * @param {Arc} arc
 * @param {number} radius
 * @returns {string}
 */
export function line({ from, to }, radius) {
  const end = Math.min(Math.max(to, from + 0.0001), from + 0.9999); // a line without length has no round ends
  return `M${point(from, radius)}A${radius} ${radius} 0 ${end - from > 0.5 ? 1 : 0} 1 ${point(end, radius)}`;
}

/**
 * @param {number} turns
 * @param {number} radius
 * @returns {string} `x y`
 */
export function point(turns, radius) {
  const angle = turns * 2 * Math.PI;
  return `${round(radius * Math.sin(angle))} ${round(-radius * Math.cos(angle))}`;
}

/** @param {number} radius */
function circle(radius) {
  return `M0 ${-radius}A${radius} ${radius} 0 1 1 0 ${radius}A${radius} ${radius} 0 1 1 0 ${-radius}Z`;
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 100) / 100;
}
