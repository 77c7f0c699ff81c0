// Draws a lineage graph that the server has placed. Only what is in sight is in the document, so that thousands of nodes stay usable; from
// afar nodes are plain shapes. One node is the cursor: it is always there, can be focused, and moves by the arrow keys.
import { announce } from './lib/dom';
import { boxHeight, edgePath, held, inSight, outside, place, type Area, type Picture, type Side, type World } from './lib/graph-world';
import { broken, isOneWord, nameLines, plain, written } from './lib/node-lines';
import { language, t } from './lib/texts';

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
/** Below it they are too small to begin with: 12 px become 9. */
const legible = 0.75;
const mostDetailed = 400;
const inner = 12;
const lowest = 240;
/** Of a box: its lines of text, and the room around them. */
const mostLines = 3;
const lineHeight = 15;
const padding = 8;
const letters = 12;
const bold = 600;
/** A line is set this much closer before a word of it is broken between its letters, or its end is cut off. */
const closer = 1.2;
/** Part of a view that a step to its side moves it by. */
const stride = 0.8;

const counts = new Intl.NumberFormat(language === 'de' ? 'de-DE' : 'en-GB');
const beyond: Record<Side, (count: string) => string> = {
  left: count => t('{0} more to the left', count),
  right: count => t('{0} more to the right', count),
  above: count => t('{0} more above', count),
  below: count => t('{0} more below', count),
};

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
  const frame = host.parentElement;
  const more = [...(frame?.querySelectorAll<HTMLButtonElement>('.lineage-outside [data-view]') ?? [])];
  const measure = widths(host);

  const size = () => ({ width: Math.max(host.clientWidth, 1), height: Math.max(host.clientHeight, 1) });
  const room = () => size().width - 2 * inner;

  let shown = picture;
  let laidOut = room();
  let world = place(shown, laidOut);
  const lines = new Map<number, Lines>();
  let cursor = picture.start;
  let scale = 1;
  let left = 0;
  let top = 0;
  let waiting = 0;
  let resizing = 0;
  /** Whoever has moved the view keeps it. */
  let moved = false;
  const controller = new AbortController();
  const { signal } = controller;

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
    say(outside(world, seen));
  }

  /** Beside the drawing, how much of it is out of sight. */
  function say(found: Record<Side, number>): void {
    const focused = more.find(button => button === document.activeElement);
    for (const button of more) {
      const side = button.dataset.view as Side;
      button.hidden = found[side] === 0;
      button.querySelector('span:not(.icon)')?.replaceChildren(beyond[side](counts.format(found[side])));
    }
    const one = more.find(button => !button.hidden);
    more[0]?.parentElement?.toggleAttribute('hidden', !one);
    if (focused?.hidden) {
      (one ?? current())?.focus({ preventScroll: true });
    }
  }

  const current = () => boxes.querySelector<SVGGElement>('.current');

  const touches = (edge: number) => world.edges[edge * 2] === cursor || world.edges[edge * 2 + 1] === cursor;

  function box(index: number): SVGGElement {
    const { x, y, width, height, kind } = world.boxes[index]!;
    const group = element('g', { class: `lineage-box ${kind}`, transform: `translate(${x} ${y})`, role: 'button' });
    group.dataset.node = String(index);
    group.append(element('rect', { width: String(width), height: String(height), rx: '6' }));
    const { name, detail } = linesOf(index);
    let baseline = (boxHeight - (name.length + detail.length) * lineHeight) / 2 + letters;
    const write = (text: string, kindOfLine: string) => {
      const line = element('text', { x: String(padding), y: String(baseline), class: kindOfLine });
      line.textContent = written(text);
      // A name is nobody's to translate, nor a part of it that stands in a line of its own.
      line.setAttribute('translate', kindOfLine === 'name' ? 'no' : 'yes');
      if (measure(written(text).trim(), kindOfLine === 'name' ? bold : undefined) > textWidth()) {
        line.setAttribute('textLength', String(textWidth()));
        line.setAttribute('lengthAdjust', 'spacingAndGlyphs');
      }
      group.append(line);
      baseline += lineHeight;
    };
    name.forEach(text => write(text, 'name'));
    // The space keeps name and detail apart for whoever reads them as one text.
    detail.forEach((text, at) => write(at === 0 ? ` ${text}` : text, 'detail'));
    return group;
  }

  const textWidth = () => world.boxWidth - 2 * padding;

  function linesOf(index: number): Lines {
    const made = lines.get(index);
    if (made) {
      return made;
    }
    const { name, detail } = world.boxes[index]!;
    const most = textWidth();
    const isCloser = isOneWord(name) && measure(name, bold) <= most * closer;
    const first = isCloser ? [name] : nameLines(name, mostLines - 1, text => measure(written(text), bold) <= most);
    const further = mostLines - first.length;
    const isWhole = further === 1 && measure(detail) <= most * closer;
    const broke = { name: first, detail: isWhole ? [detail] : broken(detail, further, text => measure(text) <= most) };
    lines.set(index, broke);
    return broke;
  }

  function mark(group: SVGGElement, index: number): SVGGElement {
    const into = world.into[index]?.length ?? 0;
    const outOf = world.outOf[index]?.length ?? 0;
    const { detail, kind } = world.boxes[index]!;
    const name = plain(world.boxes[index]!.name);
    const seen = linesOf(index);
    const second = seen.detail.join('');
    group.setAttribute('tabindex', index === cursor ? '0' : '-1');
    group.setAttribute('aria-pressed', String(index === cursor));
    // Begins with the words that are seen, so that whoever says them is understood; then what was cut off.
    const whole = [`${t(kind)} ${name}`, ...(second === detail ? [] : [detail]), t('{0} in', into), t('{0} out', outOf)];
    group.setAttribute('aria-label', `${seen.name.map(written).join('')} ${second}, ${whole.join(', ')}`);
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
      current()?.focus({ preventScroll: true });
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
    scale = Math.min(1, Math.max(legible, scale));
    see(target ? target.x + target.width / 2 : 0, target ? target.y + target.height / 2 : 0);
  }

  /** Moves the view to a place, and no further than the graph goes. */
  function see(x: number, y: number): void {
    const { width, height } = size();
    left = held(x - width / scale / 2, width / scale, world.width, inner);
    top = held(y - height / scale / 2, height / scale, world.height, inner);
  }

  /** Begins with the whole graph where its letters can be read, else with what is around its start. */
  function begin(): void {
    // A flat graph needs no high frame; where the style says less, that holds.
    const across = Math.min(1, size().width / (world.width + 2 * inner));
    host.style.maxHeight = `${Math.max(lowest, Math.ceil((world.height + 2 * inner) * Math.max(across, legible)))}px`;
    fit();
    if (scale < legible) {
      toStart();
    }
  }

  /** Columns are as wide as there is room for them. */
  function layOut(): void {
    const focused = boxes.contains(document.activeElement);
    laidOut = room();
    world = place(shown, laidOut);
    lines.clear();
    boxes.replaceChildren();
    begin();
    draw();
    if (focused) {
      current()?.focus({ preventScroll: true });
    }
  }

  function move(x: number, y: number): void {
    moved = true;
    const { width, height } = size();
    see(left + ((0.5 + x * stride) * width) / scale, top + ((0.5 + y * stride) * height) / scale);
    ask();
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

  const actions: Record<string, () => void> = {
    in: () => zoom(1.25),
    out: () => zoom(0.8),
    fit: () => ((moved = true), fit(), ask()),
    start: () => (toStart(), choose(world.start, false)),
    left: () => move(-1, 0),
    right: () => move(1, 0),
    above: () => move(0, -1),
    below: () => move(0, 1),
  };
  frame?.addEventListener(
    'click',
    event => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-view]') : null;
      actions[button?.dataset.view ?? '']?.();
    },
    { signal },
  );

  // In another width what it began with would be cut off.
  const resized = new ResizeObserver(() => {
    // In the next frame, because what it sets changes the size as well.
    resizing ||= requestAnimationFrame(() => {
      resizing = 0;
      if (moved) {
        draw();
      } else if (room() === laidOut) {
        begin();
        draw();
      } else {
        layOut();
      }
    });
  });
  resized.observe(host);
  begin();
  draw();
  host.dataset.drawn = (performance.now() - started).toFixed(1);

  return {
    update(changed, words) {
      shown = changed;
      cursor = changed.start;
      svg.setAttribute('aria-label', words);
      moved = false;
      layOut();
    },
    destroy() {
      controller.abort();
      resized.disconnect();
      cancelAnimationFrame(waiting);
      cancelAnimationFrame(resizing);
      host.replaceChildren();
    },
  };
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

interface Lines {
  name: string[];
  detail: string[];
}

/** Measures texts in the font of a graph's boxes. */
function widths(host: HTMLElement): (text: string, weight?: number) => number {
  const pen = document.createElement('canvas').getContext('2d');
  const family = getComputedStyle(host).fontFamily;
  return (text, weight = 400) => {
    if (!pen) {
      return text.length * letters * 0.6;
    }
    pen.font = `${weight} ${letters}px ${family}`;
    return pen.measureText(text).width;
  };
}

function element<K extends keyof SVGElementTagNameMap>(name: K, attributes: Record<string, string>): SVGElementTagNameMap[K] {
  const made = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  return made;
}
