// How numbers and times are written on charts, by name. Same shapes as on the pages: true minus, narrow no-break space
// before the per cent sign, "n/a" for what is not known.
import { language } from './texts';
export type Formatter = (value: unknown) => string;

const locale = language === 'de' ? 'de-DE' : 'en-GB';
const unknown = 'n/a';

function number(options: Intl.NumberFormatOptions, unit = ''): Formatter {
  const format = new Intl.NumberFormat(locale, options);
  return value => {
    const parsed = asNumber(value);
    return parsed === null ? unknown : format.format(parsed).replace('-', '\u2212') + unit;
  };
}

function percent(scale: number, decimals: number): Formatter {
  const write = number({ minimumFractionDigits: decimals, maximumFractionDigits: decimals }, '\u202f%');
  return value => {
    const parsed = asNumber(value);
    return parsed === null ? unknown : write(parsed * scale);
  };
}

function time(options: Intl.DateTimeFormatOptions): Formatter {
  const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
  return value => {
    const instant = typeof value === 'string' ? Date.parse(value) : asNumber(value);
    return instant === null || Number.isNaN(instant) ? unknown : format.format(instant).replace(',', '');
  };
}

function asNumber(value: unknown): number | null {
  if (value === null || value === undefined || value === '') {
    return null;
  }
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : null;
}

const fixed = (decimals: number): Formatter =>
  number({ minimumFractionDigits: decimals, maximumFractionDigits: decimals });

export const formatters: Readonly<Record<string, Formatter>> = {
  count: number({ maximumFractionDigits: 0 }),
  compact: number({ notation: 'compact', maximumFractionDigits: 1 }),
  number: number({ maximumSignificantDigits: 4 }),
  psi: fixed(2),
  score: fixed(3),
  money: fixed(2),
  /** A share from 0 to 1. */
  share: percent(100, 1),
  /** A number that is a percentage already. */
  percent: percent(1, 1),
  day: time({ day: 'numeric', month: 'short' }),
  date: time({ day: 'numeric', month: 'short', year: 'numeric' }),
  time: time({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hour12: false }),
  text: value => (value === null || value === undefined ? unknown : String(value)),
};
