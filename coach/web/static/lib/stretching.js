/** How the areas of a session grow with its length: a picture to show until the exact plan is there. */

/**
 * @typedef {{start: number, end: number}} Span
 */

/**
 * The areas at a length between those of known plans, each of the same areas.
 *
 * @template {Span} A
 * @param {{length: number, areas: A[]}[]} known in any order; at least one
 * @param {number} length
 * @returns {A[]} the areas one after another, `length` in all
 */
export function stretched(known, length) {
  const plans = [...known].sort((one, other) => one.length - other.length);
  const above = plans.find((plan) => plan.length >= length) ?? /** @type {typeof plans[0]} */ (plans.at(-1));
  const below = plans.filter((plan) => plan.length <= length).at(-1) ?? /** @type {typeof plans[0]} */ (plans[0]);
  const part = above.length > below.length ? (length - below.length) / (above.length - below.length) : 0;
  const between = below.areas.map((area, index) => {
    const other = above.areas[index] ?? area;
    return (area.end - area.start) * (1 - part) + (other.end - other.start) * part;
  });
  // Outside of what is known all areas grow alike.
  const scale = length / between.reduce((sum, each) => sum + each, 0);
  let start = 0;
  return below.areas.map((area, index) => {
    const lasting = (between[index] ?? 0) * scale;
    const moved = { ...area, start, end: start + lasting };
    start += lasting;
    return moved;
  });
}
