// Where the words of events stand in a chart: none crossed by the line of another event, none over the words of another.

type Options = { [key: string]: unknown };

interface Label {
  [key: string]: unknown;
  text: string;
}

interface Event {
  [key: string]: unknown;
  label: Label;
}

// A letter of an axis, and a line of them.
const letterWidth = 5.7;
const lineHeight = 14;
// What the numbers beside the drawing take.
const besideDrawing = 64;

/** Words of an event stand over its line, or at either side of it, in two rows. Those that find no place are read below the chart alone. */
export function placeEvents(options: Options, width: number): void {
  const names = namesOf(options);
  const room = width - besideDrawing;
  if (names.length < 2 || room <= 0) {
    return;
  }
  const events = labelled(options)
    .map(event => ({ event, x: (names.indexOf(String(event['x'])) / (names.length - 1)) * room }))
    .filter(({ x }) => x >= 0);
  const taken: { row: number; from: number; to: number }[] = [];
  for (const { event, x } of events) {
    const words = event.label.text.length * letterWidth + 8;
    const sides = [
      { textAnchor: 'middle', offsetX: 0, from: x - words / 2 },
      { textAnchor: 'end', offsetX: -7, from: x - 2 - words },
      { textAnchor: 'start', offsetX: 7, from: x + 2 },
    ];
    const place = sides
      .flatMap(side => [0, 1].map(row => ({ ...side, row, to: side.from + words })))
      .find(
        ({ row, from, to }) =>
          from >= -8 &&
          to <= room + 8 &&
          !events.some(other => other.x !== x && other.x > from && other.x < to) &&
          !taken.some(other => other.row === row && other.from < to && from < other.to),
      );
    if (place) {
      taken.push(place);
      Object.assign(event.label, { textAnchor: place.textAnchor, offsetX: place.offsetX, offsetY: place.row * lineHeight });
    } else {
      event.label.text = '';
    }
  }
}

function labelled(options: Options): Event[] {
  const items = (options['annotations'] as Options | undefined)?.['xaxis'];
  return Array.isArray(items)
    ? items.filter((item): item is Event => typeof item?.label?.text === 'string' && item.label.text.length > 0)
    : [];
}

// The first series has every window, whether it is drawn there or not.
function namesOf(options: Options): string[] {
  const rows = Array.isArray(options['series']) ? (options['series'] as Options[]) : [];
  const data = rows[0]?.['data'];
  return Array.isArray(data) ? data.map(point => String((point as Options | null)?.['x'] ?? '')) : [];
}
