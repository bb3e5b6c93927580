// ISO-8601 durations as `auto.offset.reset=by_duration:…` takes them: `PT1H30M`, `P2D`.

/** Milliseconds of `PnDTnHnMn.nS`; null when the text is not one. */
export function parseIsoDuration(text: string): number | null {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (parts === null || text === 'P' || text.endsWith('T')) return null;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = parts;
  const totalMinutes = (Number(days) * 24 + Number(hours)) * 60 + Number(minutes);
  return Math.round((totalMinutes * 60 + Number(seconds)) * 1_000);
}
