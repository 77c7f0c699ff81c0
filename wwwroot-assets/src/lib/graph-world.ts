/** A graph as the server placed it: nodes in columns and rows, edges as pairs of places. */
export interface Picture {
  nodes: { kind: string; name: string; detail: string; column: number; row: number }[];
  edges: number[];
  /** Of each edge, for each column that it skips: the row that it passes above, and how far down in the gap there. */
  passages: number[][];
  start: number;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
  column: number;
  row: number;
  kind: string;
  name: string;
  detail: string;
}

export interface Area {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface World {
  boxes: Box[];
  /** Nodes of a column, from the top. */
  columns: number[][];
  edges: number[];
  passages: number[][];
  into: number[][];
  outOf: number[][];
  start: number;
  width: number;
  height: number;
  /** From a column to the next, and the part of it that a box takes. */
  columnStep: number;
  boxWidth: number;
}

export type Side = 'left' | 'right' | 'above' | 'below';

export const boxHeight = 58;
const rowStep = 68;
/** A box of it holds half of a usual name in a line; nine such columns fit beside the navigation with letters that can be read. */
const narrowestStep = 144;
const widestStep = 256;
/** Part of a step that lies between two columns. */
const between = 1 / 8;

/** Gives every node its place in the plane; a column is centred. Columns are as wide as the room allows. */
export function place(picture: Picture, room: number): World {
  const columns: number[][] = [];
  picture.nodes.forEach((node, index) => {
    (columns[node.column] ??= [])[node.row] = index;
  });
  const columnStep = Math.min(widestStep, Math.max(narrowestStep, Math.floor(room / Math.max(columns.length, 1))));
  const gap = Math.round(columnStep * between);
  const boxWidth = columnStep - gap;
  const highest = columns.reduce((most, column) => Math.max(most, column?.length ?? 0), 1);
  const height = highest * rowStep - (rowStep - boxHeight);
  const boxes = picture.nodes.map(node => ({
    ...node,
    x: node.column * columnStep,
    y: ((highest - (columns[node.column]?.length ?? 1)) * rowStep) / 2 + node.row * rowStep,
    width: boxWidth,
    height: boxHeight,
  }));
  const into: number[][] = picture.nodes.map(() => []);
  const outOf: number[][] = picture.nodes.map(() => []);
  for (let i = 0; i < picture.edges.length; i += 2) {
    const from = picture.edges[i]!;
    const to = picture.edges[i + 1]!;
    outOf[from]?.push(to);
    into[to]?.push(from);
  }
  return {
    boxes,
    columns,
    edges: picture.edges,
    passages: picture.passages,
    into,
    outOf,
    start: picture.start,
    width: Math.max(columns.length, 1) * columnStep - gap,
    height,
    columnStep,
    boxWidth,
  };
}

/** Nodes that touch an area: the columns in it, and of each the rows in it. */
export function inSight(world: World, area: Area): number[] {
  const { boxWidth, columnStep } = world;
  const seen: number[] = [];
  const first = Math.max(0, Math.floor((area.left - boxWidth) / columnStep) + 1);
  const last = Math.min(world.columns.length - 1, Math.floor(area.right / columnStep));
  for (let column = first; column <= last; column++) {
    const nodes = world.columns[column] ?? [];
    const offset = nodes.length > 0 ? world.boxes[nodes[0]!]!.y : 0;
    const from = Math.max(0, Math.floor((area.top - offset - boxHeight) / rowStep) + 1);
    const to = Math.min(nodes.length - 1, Math.floor((area.bottom - offset) / rowStep));
    for (let row = from; row <= to; row++) {
      seen.push(nodes[row]!);
    }
  }
  return seen;
}

/** How many nodes lie beyond each side of an area. A node counts once, where its centre lies. */
export function outside(world: World, area: Area): Record<Side, number> {
  const found = { left: 0, right: 0, above: 0, below: 0 };
  for (const box of world.boxes) {
    const x = box.x + box.width / 2;
    const y = box.y + box.height / 2;
    if (x < area.left) {
      found.left++;
    } else if (x > area.right) {
      found.right++;
    } else if (y < area.top) {
      found.above++;
    } else if (y > area.bottom) {
      found.below++;
    }
  }
  return found;
}

/** Where a view of some length begins: a whole that fits is centred in it; a larger one shows nothing beyond its ends. */
export function held(wanted: number, view: number, whole: number, margin: number): number {
  return view >= whole + 2 * margin ? (whole - view) / 2 : Math.min(Math.max(wanted, -margin), whole + margin - view);
}

interface Point {
  x: number;
  y: number;
}

/** The edges of some kind that touch an area, as the outline of a path. */
export function edgePath(world: World, seen: Area, wanted: (edge: number) => boolean): string {
  const parts: string[] = [];
  for (let edge = 0; edge * 2 < world.edges.length; edge++) {
    const from = world.boxes[world.edges[edge * 2]!]!;
    const to = world.boxes[world.edges[edge * 2 + 1]!]!;
    const start = { x: from.x + from.width, y: from.y + from.height / 2 };
    const end = { x: to.x, y: to.y + to.height / 2 };
    if (Math.max(start.x, end.x) < seen.left || Math.min(start.x, end.x) > seen.right || !wanted(edge)) {
      continue;
    }
    const passed = (world.passages[edge] ?? []).map((passage, at) => passing(world, from.column + 1 + at, passage));
    const ys = [start, ...passed, end].map(point => point.y);
    if (Math.max(...ys) >= seen.top && Math.min(...ys) <= seen.bottom) {
      parts.push(`M${start.x} ${start.y}`);
      let here: Point = start;
      for (const point of passed) {
        const beyond = { x: point.x + world.boxWidth, y: point.y };
        parts.push(curve(here, point), `H${beyond.x}`);
        here = beyond;
      }
      parts.push(curve(here, end));
    }
  }
  return parts.join('');
}

/** Where an edge comes to a column that it skips. */
function passing(world: World, column: number, passage: number): Point {
  const above = Math.floor(passage);
  const first = world.boxes[world.columns[column]?.[0] ?? -1]?.y ?? 0;
  return { x: column * world.columnStep, y: first + above * rowStep - (1 - passage + above) * (rowStep - boxHeight) };
}

function curve(from: Point, to: Point): string {
  const bend = to.x > from.x ? (to.x - from.x) / 2 : 24;
  return `C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`;
}
