// Times as people write them for Kafka's tools. Follows `Utils.getDateTime` and `Duration.parse`; the
// calendar is reckoned by hand, because the simulation knows no clock.

const DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?(Z|[+-]\d{2}:?\d{2})?$/;
const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

const MS_PER_DAY = 86_400_000;
const MS_PER_HOUR = 3_600_000;
const MS_PER_MINUTE = 60_000;

/** Days since 1970-01-01 of a date of the Gregorian calendar. */
export function daysSince1970(year: number, month: number, day: number): number {
  // Counted from March, so that the leap day is the last of its year.
  const shifted = month <= 2 ? year - 1 : year;
  const monthFromMarch = (month + 9) % 12;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return shifted * 365 + leapDays + dayOfYear - 719_468;
}

/** `2026-01-01T00:00:00.000`, in UTC unless it names a zone, as ms since 1970; null: it is none. */
export function parseDateTime(text: string): number | null {
  const match = DATE_TIME.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(Number);
  const fraction = Number((match[7] ?? '0').padEnd(3, '0'));
  const timeMs = hour * MS_PER_HOUR + minute * MS_PER_MINUTE + second * 1_000 + fraction;
  return daysSince1970(year, month, day) * MS_PER_DAY + timeMs - zoneMs(match[8]);
}

function zoneMs(zone = 'Z'): number {
  if (zone === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '');
  const ms = Number(digits.slice(0, 2)) * MS_PER_HOUR + Number(digits.slice(2)) * MS_PER_MINUTE;
  return zone.startsWith('-') ? -ms : ms;
}

/** `P1DT2H3M4S` in ms; null: it is none. */
export function parseIsoDuration(text: string): number | null {
  const match = DURATION.exec(text.toUpperCase());
  if (match === null || /^P(T)?$/.test(text)) return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1, 5)
    .map((part) => Number(part ?? 0));
  return days * MS_PER_DAY + hours * MS_PER_HOUR + minutes * MS_PER_MINUTE + seconds * 1_000;
}
