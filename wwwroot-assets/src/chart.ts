// A chart in a host element. The server sends plain data; what data cannot say is named in it:
// "--gp-c1" anywhere is a colour of the theme, and a "formatter" that is a string is one of lib/formatters.ts.
import ApexCharts from 'apexcharts';
import { placeEvents } from './lib/chart-labels';
import { formatters } from './lib/formatters';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Options = { [key: string]: unknown };

interface SelectionTarget {
  invokeMethodAsync(method: string, ...args: unknown[]): Promise<unknown>;
}

export interface Chart {
  update(options: Json): Promise<void>;
  destroy(): void;
}

// Read once: browsers hide the value of a nonce from scripts that look later at the element that carries it.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;

// Milliseconds without a change after which a width counts as reached.
const restAfter = 80;

// Drawing takes tens of milliseconds: charts of one page are drawn one after the other, and clicks and keys are heard between two.
let last: Promise<void> = Promise.resolve();

function turn(): Promise<void> {
  last = last.then(() => new Promise<void>(rested => setTimeout(rested)));
  return last;
}

/** Draws `options` in `host`. `target` hears of a selected point by `PointSelected(series, point)`. */
export async function create(host: HTMLElement, options: Json, target?: SelectionTarget): Promise<Chart> {
  let latest = options;
  let destroyed = false;
  await turn();
  const chart = new ApexCharts(host, withFrame(resolve(options, host), host, target));
  await chart.render();

  const redraw = (): Promise<void> => {
    // The chart section can be set only once, and the library throws on a key that is there without a value.
    const { chart: _, ...rest } = withFrame(resolve(latest, host), host, target);
    return chart.updateOptions(rest, false, false);
  };
  const onThemeChange = (): void => void redraw();
  document.addEventListener('themechange', onThemeChange);

  // How many names fit, and where words have room, is another matter at another width: drawn again once it has come to rest.
  let width = host.clientWidth;
  let resting: ReturnType<typeof setTimeout> | undefined;
  const watch = new ResizeObserver(() => {
    if (host.clientWidth > 0 && host.clientWidth !== width) {
      width = host.clientWidth;
      clearTimeout(resting);
      resting = setTimeout(() => void redraw(), restAfter);
    }
  });
  watch.observe(host);

  return {
    async update(next: Json): Promise<void> {
      if (!destroyed) {
        latest = next;
        await redraw();
      }
    },
    destroy(): void {
      if (!destroyed) {
        destroyed = true;
        watch.disconnect();
        clearTimeout(resting);
        document.removeEventListener('themechange', onThemeChange);
        chart.destroy();
      }
    },
  };
}

/**
 * The text of a chart as it may be written into markup and into text alike: the library does the one with names in legends and tooltips
 * and the other with labels, so encoded text would be read as such. After "<" and "&" stands a sign without width that breaks no line:
 * no tag and no character reference begins there any more, and nothing changes to the eye.
 */
export function inert(text: string): string {
  return text.replace(/[<&]/g, '$&\u2060');
}

/** Replaces theme colours and names of formatters, all the way down, and makes every other text inert: nothing reaches the library past here. */
function resolve(value: Json, host: HTMLElement): unknown {
  const styles = getComputedStyle(host);
  const walk = (node: Json, key: string): unknown => {
    if (typeof node === 'string') {
      if (node.startsWith('--gp-')) {
        return styles.getPropertyValue(node).trim();
      }
      if (key === 'formatter') {
        const formatter = formatters[node];
        if (!formatter) {
          throw new Error(`There is no chart formatter "${node}". Known: ${Object.keys(formatters).join(', ')}.`);
        }
        return formatter;
      }
      return inert(node);
    }
    if (Array.isArray(node)) {
      return node.map(item => walk(item, ''));
    }
    if (node !== null && typeof node === 'object') {
      return Object.fromEntries(Object.entries(node).map(([name, item]) => [name, walk(item, name)]));
    }
    return node;
  };
  return walk(value, '');
}

/** What all charts of the portal share; what the caller says wins, except where the page's safety policy decides. */
function withFrame(given: unknown, host: HTMLElement, target: SelectionTarget | undefined): Options {
  const styles = getComputedStyle(host);
  const colour = (name: string): string => styles.getPropertyValue(name).trim();
  const text = { colors: colour('--gp-axis'), fontFamily: colour('--gp-font'), fontSize: '11px' };
  const house: Options = {
    chart: {
      animations: { enabled: false },
      toolbar: { show: false },
      zoom: { enabled: false },
      background: 'transparent',
      foreColor: colour('--gp-axis'),
      fontFamily: colour('--gp-font'),
      parentHeightOffset: 0,
      // The width is watched here, see create.
      redrawOnWindowResize: false,
      redrawOnParentResize: false,
    },
    colors: ['--gp-c1', '--gp-c2', '--gp-c3', '--gp-c4', '--gp-c5', '--gp-c6'].map(colour),
    dataLabels: { enabled: false },
    fill: { type: 'solid' },
    grid: { borderColor: colour('--gp-grid'), xaxis: { lines: { show: false } }, yaxis: { lines: { show: true } } },
    // Points are set off from their line by the colour they lie on; the library's white is a ring on dark pages.
    markers: { strokeColors: colour('--gp-surface') },
    legend: { position: 'bottom', horizontalAlign: 'left', labels: { colors: colour('--gp-text-2') }, fontSize: '12px' },
    stroke: { width: 2, curve: 'straight' },
    theme: { mode: document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light' },
    tooltip: { theme: document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light' },
    xaxis: { labels: { style: text }, axisBorder: { color: colour('--gp-grid') }, axisTicks: { color: colour('--gp-grid') } },
  };
  // An axis may be one or several; each gets the same text.
  const axis = { labels: { style: text } };
  const asked = given as Options;
  const yaxis = Array.isArray(asked['yaxis'])
    ? asked['yaxis'].map(item => merge(axis, item as Options))
    : merge(axis, (asked['yaxis'] ?? {}) as Options);
  const merged = merge(house, { ...asked, yaxis, ...withLabels(asked['annotations'], colour) });
  if (isPlain(asked['chart']) && asked['chart']['type'] === 'heatmap') {
    merged['stroke'] = merge({ width: 1, colors: [colour('--gp-surface')] }, (asked['stroke'] ?? {}) as Options);
  }
  withTips(merged);
  withRoomForNames(merged, host);
  const chart = merged['chart'] as Options;
  placeEvents(merged, host.clientWidth);
  if (nonce) {
    chart['nonce'] = nonce;
  }
  if (target) {
    chart['events'] = {
      dataPointSelection: (_event: unknown, _chart: unknown, point: { seriesIndex: number; dataPointIndex: number }) =>
        void target.invokeMethodAsync('PointSelected', point.seriesIndex, point.dataPointIndex),
    };
  }
  return merged;
}

/**
 * `tooltip.tips` holds the words of each point along the axis, a line for each value: what the library writes by itself leaves out the value
 * where an interval is drawn with it. They are inert already, see above.
 */
function withTips(options: Options): void {
  const tooltip = options['tooltip'];
  if (!isPlain(tooltip) || !Array.isArray(tooltip['tips'])) {
    return;
  }
  const tips = tooltip['tips'] as unknown[];
  delete tooltip['tips'];
  tooltip['custom'] = ({ dataPointIndex }: { dataPointIndex: number }): string => {
    const [first, ...rest] = String(tips[dataPointIndex] ?? '').split('\n');
    return `<div class="chart-tip"><strong>${first}</strong>${rest.map(line => `<div>${line}</div>`).join('')}</div>`;
  };
}

// A short date with the space around it, in the letters of an axis.
const nameWidth = 72;

/** No more names below a chart than fit beside one another: the library keeps numbers and times apart, names of categories it does not. */
function withRoomForNames(options: Options, host: HTMLElement): void {
  const axis = options['xaxis'];
  if (isPlain(axis) && axis['type'] === 'category' && typeof axis['tickAmount'] === 'number' && host.clientWidth > 0) {
    axis['tickAmount'] = Math.min(axis['tickAmount'], Math.max(2, Math.floor(host.clientWidth / nameWidth)));
  }
}

/** Limits and events are labelled at the left, in the text's colour; the library's white box is wrong on dark pages. */
function withLabels(annotations: unknown, colour: (name: string) => string): Options {
  if (!isPlain(annotations)) {
    return {};
  }
  const label = {
    borderColor: 'transparent',
    style: { background: colour('--gp-surface'), color: colour('--gp-text-2'), fontFamily: colour('--gp-font'), fontSize: '11px' },
  };
  const limit = { strokeDashArray: 4, borderColor: colour('--gp-c2'), label: { ...label, position: 'left', textAnchor: 'start' } };
  const event = { strokeDashArray: 4, borderColor: colour('--gp-text-2'), label: { ...label, orientation: 'horizontal' } };
  const each = (items: unknown, base: Options): unknown =>
    Array.isArray(items) ? items.map(item => (isPlain(item) ? merge(base, item) : item)) : items;
  const result: Options = { ...annotations };
  for (const [kind, base] of Object.entries({ yaxis: limit, xaxis: event, points: { label } })) {
    if (kind in result) {
      result[kind] = each(result[kind], base);
    }
  }
  if ('xaxis' in result) {
    result['xaxis'] = linesBeforeWords(result['xaxis']);
  }
  return { annotations: result };
}

/** The library writes the words of an event with its line, so that the lines of later events would cross them: all lines come first. */
function linesBeforeWords(events: unknown): unknown {
  if (!Array.isArray(events)) {
    return events;
  }
  const lines = events.filter(isPlain);
  return [
    ...lines.map(({ label: _, ...line }) => line),
    ...lines.map(({ x, label }) => ({ x, label, strokeDashArray: 0, borderColor: 'transparent' })),
  ];
}

function merge(base: Options, over: Options): Options {
  const result: Options = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const under = result[name];
    result[name] = isPlain(under) && isPlain(value) ? merge(under, value) : value;
  }
  return result;
}

function isPlain(value: unknown): value is Options {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
