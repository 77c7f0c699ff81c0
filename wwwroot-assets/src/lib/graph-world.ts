/** A graph as the server placed it: nodes in columns and rows, edges as pairs of places. */
export interface Picture {
  nodes: { kind: string; name: string; detail: string; column: number; row: number }[];
  edges: number[];
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
  into: number[][];
  outOf: number[][];
  start: number;
  width: number;
  height: number;
}

const boxWidth = 220;
const boxHeight = 46;
const columnStep = 256;
const rowStep = 60;

/** Gives every node its place in the plane; a column is centred. */
export function place(picture: Picture): World {
  const columns: number[][] = [];
  picture.nodes.forEach((node, index) => {
    (columns[node.column] ??= [])[node.row] = index;
  });
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
  return { boxes, columns, edges: picture.edges, into, outOf, start: picture.start, width: Math.max(columns.length - 1, 0) * columnStep + boxWidth, height };
}

/** Nodes that touch an area: the columns in it, and of each the rows in it. */
export function inSight(world: World, area: Area): number[] {
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
