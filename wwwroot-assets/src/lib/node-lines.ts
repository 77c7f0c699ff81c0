// How names are broken into the lines of a box of a graph. What is put together again is what is seen.

/** Whether a text has room in a line. */
export type Fits = (text: string) => boolean;

const ellipsis = '…';
/** Where a long word may be broken; a hyphen is written there if it is. */
const softHyphen = '\u00ad';
const separators = `/-_.:@ ${softHyphen}`;

/** A text without its places to break. */
export const plain = (text: string) => text.replaceAll(softHyphen, '');

/** A line as it is seen. */
export const written = (line: string) => plain(line) + (line.endsWith(softHyphen) ? '-' : '');

/** Names that are paths differ at their end: of those too long the first folders are left out, of others the end. */
export function nameLines(name: string, most: number, fits: Fits): string[] {
  const whole = broken(name, most, fits);
  if (whole.join('') === name || !name.includes('/')) {
    return whole;
  }
  for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
    const shorter = ellipsis + name.slice(at);
    const lines = broken(shorter, most, fits);
    if (lines.join('') === shorter) {
      return lines;
    }
  }
  return ending(name, most, fits);
}

/** Whether it has no place to break at. */
export const isOneWord = (text: string) => ![...separators].some(one => text.includes(one));

/** A text in at most some lines, from its beginning; what has no room is cut off. */
export function broken(text: string, most: number, fits: Fits): string[] {
  const lines: string[] = [];
  for (let rest = text; rest !== ''; ) {
    if (fits(rest)) {
      lines.push(rest);
      break;
    }
    if (lines.length >= most - 1) {
      lines.push(rest.slice(0, longest(rest.length, length => fits(rest.slice(0, length) + ellipsis))).trimEnd() + ellipsis);
      break;
    }
    const end = breakOf(rest, fits);
    lines.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return lines;
}

/** After the last separator, unless only a break between letters leaves room for the rest. */
function breakOf(text: string, fits: Fits): number {
  const most = longest(text.length, length => fits(text.slice(0, length).trimEnd()));
  let end = most;
  while (end > 0 && !isBreak(text, end)) {
    end--;
  }
  const split = end === 0 || (!fits(text.slice(end)) && (fits(text.slice(most)) || end < most / 2));
  return split ? most : end;
}

// The dots of a version are none.
const isBreak = (text: string, end: number) => separators.includes(text.charAt(end - 1)) && !/^\.\d/.test(text.slice(end - 1, end + 1));

/** The end of a text in some lines, filled from the last one. */
function ending(text: string, most: number, fits: Fits): string[] {
  const lines: string[] = [];
  let rest = text;
  while (lines.length < most - 1) {
    const length = longest(rest.length, size => fits(rest.slice(-size)));
    lines.unshift(rest.slice(-length));
    rest = rest.slice(0, -length);
  }
  lines.unshift(ellipsis + rest.slice(-longest(rest.length, size => fits(ellipsis + rest.slice(-size)))));
  return lines;
}

/** Counts up, because names are longer than lines; one letter always has room. */
function longest(most: number, fits: (length: number) => boolean): number {
  let length = 1;
  while (length < most && fits(length + 1)) {
    length++;
  }
  return length;
}
