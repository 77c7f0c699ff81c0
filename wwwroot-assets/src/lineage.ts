// Draws a lineage graph that the server has placed. Only what is in sight is in the document, so that thousands of nodes stay usable; from
// afar nodes are plain shapes. One node is the cursor: it is always there, can be focused, and moves by the arrow keys.
import { announce } from './lib/dom';
import { inSight, place, type Area, type Picture, type World } from './lib/graph-world';
import { t } from './lib/texts';

interface Listener {
  invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown>;
}

interface Handle {
  update(picture: Picture, label: string): void;
  destroy(): void;
}

const svgNamespace = 'http://www.w3.org/2000/svg';
const smallest = 0.02;
const largest = 2;
/** Below it letters cannot be read, so they are not drawn. */
const readable = 0.45;
const mostDetailed = 400;
const inner = 24;
/** Buttons over the drawing. */
const tools = 48;

export function create(host: HTMLElement, picture: Picture, label: string, listener: Listener): Handle {
  const started = performance.now();
  const svg = element('svg', { class: 'lineage-svg', role: 'group', 'aria-label': label });
  const scene = element('g', {});
  const edges = element('path', { class: 'lineage-edges', 'aria-hidden': 'true' });
  const near = element('path', { class: 'lineage-edges near', 'aria-hidden': 'true' });
  const shapes = element('g', { 'aria-hidden': 'true' });
  const boxes = element('g', {});
  scene.append(edges, near, shapes, boxes);
  svg.append(scene);
  host.replaceChildren(svg);

  let world = place(picture);
  let cursor = picture.start;
  let scale = 1;
  let left = 0;
  let top = 0;
  let waiting = 0;
  /** Whoever has moved the view keeps it. */
  let moved = false;
  const controller = new AbortController();
  const { signal } = controller;

  const size = () => ({ width: Math.max(host.clientWidth, 1), height: Math.max(host.clientHeight, 1) });

  const area = (): Area => {
    const { width, height } = size();
    return { left, top, right: left + width / scale, bottom: top + height / scale };
  };

  function ask(): void {
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      draw();
    });
  }

  function draw(): void {
    const seen = area();
    const visible = inSight(world, seen);
    scene.setAttribute('transform', `scale(${scale}) translate(${-left} ${-top})`);
    edges.setAttribute('d', edgePath(world, seen, edge => !touches(edge)));
    near.setAttribute('d', edgePath(world, seen, touches));
    const detailed = scale >= readable && visible.length <= mostDetailed;
    shapes.replaceChildren(...(detailed ? [] : outlines(world, visible)));
    const wanted = new Set(detailed ? visible : []);
    wanted.add(cursor);
    for (const child of [...boxes.children] as SVGGElement[]) {
      const index = Number(child.dataset.node);
      if (wanted.has(index)) {
        wanted.delete(index);
        mark(child, index);
      } else {
        child.remove();
      }
    }
    for (const index of wanted) {
      if (world.boxes[index]) {
        boxes.append(mark(box(index), index));
      }
    }
    host.dataset.nodes = String(world.boxes.length);
    host.dataset.shown = String(boxes.childElementCount);
  }

  const touches = (edge: number) => world.edges[edge * 2] === cursor || world.edges[edge * 2 + 1] === cursor;

  function box(index: number): SVGGElement {
    const { x, y, width, height, kind, name, detail } = world.boxes[index]!;
    const group = element('g', { class: `lineage-box ${kind}`, transform: `translate(${x} ${y})`, role: 'button' });
    group.dataset.node = String(index);
    const first = element('text', { x: '12', y: '19', class: 'name' });
    first.textContent = firstLine(name);
    const second = element('text', { x: '12', y: '36', class: 'detail' });
    // The space keeps the two lines apart for whoever reads them as one text.
    second.textContent = ` ${secondLine(detail)}`;
    group.append(element('rect', { width: String(width), height: String(height), rx: '6' }), first, second);
    return group;
  }

  function mark(group: SVGGElement, index: number): SVGGElement {
    const into = world.into[index]?.length ?? 0;
    const outOf = world.outOf[index]?.length ?? 0;
    const { name, detail, kind } = world.boxes[index]!;
    group.setAttribute('tabindex', index === cursor ? '0' : '-1');
    group.setAttribute('aria-pressed', String(index === cursor));
    // Begins with the words that are seen, so that whoever says them is understood; then what was cut off.
    group.setAttribute('aria-label', `${firstLine(name)} ${secondLine(detail)}, ${t(kind)} ${name}, ${t('{0} in', into)}, ${t('{0} out', outOf)}`);
    group.classList.toggle('current', index === cursor);
    group.classList.toggle('start', index === world.start);
    return group;
  }

  function choose(index: number, focus: boolean): void {
    moved = true;
    cursor = index;
    reveal(index);
    draw();
    if (focus) {
      boxes.querySelector<SVGGElement>('.current')?.focus({ preventScroll: true });
    }
    void listener.invokeMethodAsync('Selected', index);
  }

  function reveal(index: number): void {
    const target = world.boxes[index]!;
    const seen = area();
    const margin = inner / scale;
    if (target.x < seen.left + margin) {
      left = target.x - margin;
    } else if (target.x + target.width > seen.right - margin) {
      left = target.x + target.width + margin - (seen.right - seen.left);
    }
    if (target.y < seen.top + margin) {
      top = target.y - margin;
    } else if (target.y + target.height > seen.bottom - margin) {
      top = target.y + target.height + margin - (seen.bottom - seen.top);
    }
  }

  function fit(): void {
    const { width, height } = size();
    const wide = world.width + 2 * inner;
    const high = world.height + 2 * inner;
    scale = Math.min(1, Math.max(smallest, Math.min(width / wide, height / high)));
    left = (world.width - width / scale) / 2;
    top = (world.height - height / scale) / 2;
  }

  function toStart(): void {
    const target = world.boxes[world.start];
    const { width, height } = size();
    scale = 1;
    // Where data begins there is nothing to see on the left.
    const before = (world.into[world.start]?.length ?? 0) > 0;
    left = !target ? 0 : before ? target.x + target.width / 2 - width / 2 : target.x - inner;
    top = target ? target.y + target.height / 2 - height / 2 : 0;
  }

  function begin(): void {
    // A flat graph needs no high frame; where the style says less, that holds.
    host.style.maxHeight = `${Math.max(320, world.height + 2 * (inner + tools))}px`;
    fit();
    if (scale < 0.6) {
      toStart();
    }
  }

  function zoom(factor: number, x = size().width / 2, y = size().height / 2): void {
    moved = true;
    const wanted = Math.min(largest, Math.max(smallest, scale * factor));
    left += x / scale - x / wanted;
    top += y / scale - y / wanted;
    scale = wanted;
    ask();
  }

  const next = (key: string): number | undefined => {
    const here = world.boxes[cursor];
    switch (key) {
      case 'ArrowLeft':
        return nearest(world.into[cursor]);
      case 'ArrowRight':
        return nearest(world.outOf[cursor]);
      case 'ArrowUp':
        return here && world.columns[here.column]?.[here.row - 1];
      case 'ArrowDown':
        return here && world.columns[here.column]?.[here.row + 1];
      case 'Home':
        return world.start;
      default:
        return undefined;
    }
  };

  const nearest = (among: number[] | undefined): number | undefined => {
    const y = world.boxes[cursor]?.y ?? 0;
    return among?.reduce<number | undefined>(
      (best, one) => (best === undefined || Math.abs(world.boxes[one]!.y - y) < Math.abs(world.boxes[best]!.y - y) ? one : best),
      undefined,
    );
  };

  svg.addEventListener(
    'keydown',
    event => {
      if (event.altKey || event.metaKey) {
        return;
      }
      if (event.key === '+' || event.key === '-') {
        event.preventDefault();
        zoom(event.key === '+' ? 1.25 : 0.8);
        return;
      }
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        choose(cursor, true);
        return;
      }
      const target = next(event.key);
      if (target !== undefined) {
        event.preventDefault();
        choose(target, true);
      } else if (event.key.startsWith('Arrow')) {
        event.preventDefault();
        announce(t('Nothing further this way.'));
      }
    },
    { signal },
  );

  let drag: { x: number; y: number; id: number; moved: boolean } | undefined;
  svg.addEventListener(
    'pointerdown',
    event => {
      drag = { x: event.clientX, y: event.clientY, id: event.pointerId, moved: false };
    },
    { signal },
  );
  svg.addEventListener(
    'pointermove',
    event => {
      if (!drag || drag.id !== event.pointerId) {
        return;
      }
      const x = event.clientX - drag.x;
      const y = event.clientY - drag.y;
      if (!drag.moved && Math.hypot(x, y) < 4) {
        return;
      }
      if (!drag.moved) {
        svg.setPointerCapture(event.pointerId);
      }
      drag = { x: event.clientX, y: event.clientY, id: event.pointerId, moved: true };
      moved = true;
      left -= x / scale;
      top -= y / scale;
      ask();
    },
    { signal },
  );
  const release = (event: PointerEvent) => {
    const group = event.target instanceof Element ? event.target.closest<SVGGElement>('[data-node]') : null;
    if (event.type === 'pointerup' && drag && !drag.moved) {
      const index = group ? Number(group.dataset.node) : at(event);
      if (index !== undefined) {
        choose(index, true);
      }
    }
    drag = undefined;
  };
  svg.addEventListener('pointerup', release, { signal });
  svg.addEventListener('pointercancel', release, { signal });

  // From afar a node is part of a larger shape: found by its place.
  const at = (event: PointerEvent): number | undefined => {
    const bounds = svg.getBoundingClientRect();
    const x = left + (event.clientX - bounds.left) / scale;
    const y = top + (event.clientY - bounds.top) / scale;
    return inSight(world, { left: x, right: x, top: y, bottom: y })[0];
  };

  svg.addEventListener(
    'wheel',
    event => {
      // The wheel alone scrolls the page, as everywhere.
      if (event.ctrlKey) {
        event.preventDefault();
        const bounds = svg.getBoundingClientRect();
        zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, event.clientX - bounds.left, event.clientY - bounds.top);
      }
    },
    { passive: false, signal },
  );

  const actions: Record<string, () => void> = { in: () => zoom(1.25), out: () => zoom(0.8), fit: () => ((moved = true), fit(), ask()), start: () => (toStart(), choose(world.start, false)) };
  host.parentElement?.addEventListener(
    'click',
    event => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-view]') : null;
      actions[button?.dataset.view ?? '']?.();
    },
    { signal },
  );

  // In another width what it began with would be cut off.
  const resized = new ResizeObserver(() => {
    if (!moved) {
      begin();
    }
    ask();
  });
  resized.observe(host);
  begin();
  draw();
  host.dataset.drawn = (performance.now() - started).toFixed(1);

  return {
    update(changed, words) {
      world = place(changed);
      cursor = changed.start;
      svg.setAttribute('aria-label', words);
      boxes.replaceChildren();
      moved = false;
      begin();
      draw();
    },
    destroy() {
      controller.abort();
      resized.disconnect();
      cancelAnimationFrame(waiting);
      host.replaceChildren();
    },
  };
}

function edgePath(world: World, seen: Area, wanted: (edge: number) => boolean): string {
  const parts: string[] = [];
  for (let edge = 0; edge * 2 < world.edges.length; edge++) {
    const from = world.boxes[world.edges[edge * 2]!]!;
    const to = world.boxes[world.edges[edge * 2 + 1]!]!;
    const x1 = from.x + from.width;
    const y1 = from.y + from.height / 2;
    const y2 = to.y + to.height / 2;
    const out = Math.max(x1, to.x) < seen.left || Math.min(x1, to.x) > seen.right || Math.max(y1, y2) < seen.top || Math.min(y1, y2) > seen.bottom;
    if (!out && wanted(edge)) {
      const bend = Math.max(24, (to.x - x1) / 2);
      parts.push(`M${x1} ${y1}C${x1 + bend} ${y1} ${to.x - bend} ${y2} ${to.x} ${y2}`);
    }
  }
  return parts.join('');
}

function outlines(world: World, visible: number[]): SVGPathElement[] {
  const byKind = new Map<string, string[]>();
  for (const index of visible) {
    const { x, y, width, height, kind } = world.boxes[index]!;
    const parts = byKind.get(kind) ?? [];
    parts.push(`M${x} ${y}h${width}v${height}h${-width}z`);
    byKind.set(kind, parts);
  }
  return [...byKind].map(([kind, parts]) => element('path', { class: `lineage-shape ${kind}`, d: parts.join('') }));
}

/** Names that are paths differ at their end. */
const firstLine = (name: string) => (name.length > 26 && name.includes('/') ? `…${name.slice(-25)}` : cut(name, 26));

const secondLine = (detail: string) => cut(detail, 32);

const cut = (text: string, most: number) => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

function element<K extends keyof SVGElementTagNameMap>(name: K, attributes: Record<string, string>): SVGElementTagNameMap[K] {
  const made = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  return made;
}
