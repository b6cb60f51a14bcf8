/** A code to scan. */

import { svg } from '../lib/dom.js';

/**
 * The picture of a QR code, dark on light whatever the theme.
 *
 * @param {string[]} rows `1` for dark
 * @param {string} label
 * @returns {SVGElement}
 */
export function qr(rows, label) {
  const dark = rows.flatMap((row, y) => [...row].flatMap((module, x) => (module === '1' ? `M${x} ${y}h1v1h-1z` : [])));
  const size = rows.length;
  return svg('svg', { viewBox: `0 0 ${size} ${size}`, width: 280, height: 280, class: 'qr', role: 'img', 'aria-label': label },
    svg('rect', { width: size, height: size, fill: '#fff' }),
    svg('path', { d: dark.join(''), fill: '#000', 'shape-rendering': 'crispEdges' }));
}
