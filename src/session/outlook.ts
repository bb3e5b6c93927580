// What lies just ahead of a playhead and just behind it, for *follow the action*.
import { weightOf } from '#trace/face/faces.ts';
import type { Outlook } from './playback.ts';
import type { Playhead, Track } from './playhead.ts';

/** How many events back the last one worth seeing is looked for. */
const SEARCH_DEPTH = 400;
/** So long a change stays the reason to go slowly, in µs: an RPC there and back. */
const AFTERGLOW_US = 9_000;
/** What is not simulated yet might hold something; it is not expected at once. */
const UNKNOWN_US = 1_000_000;

/** The near past and future of a playhead on its track, as far as that is simulated. */
export function outlookAt({ atUs, nextEventId }: Playhead, track: Track): Outlook {
  const { trace } = track;
  let nextInUs = Infinity;
  let importance: 0 | 1 | 2 = 0;
  for (let id = nextEventId; id < trace.length; id += 1) {
    const event = trace.at(id);
    if (event === undefined) break;
    importance = weightOf(event);
    if (importance === 0) continue;
    nextInUs = event.atUs - atUs;
    break;
  }
  let sinceUs = Infinity;
  for (let id = nextEventId - 1; id >= Math.max(0, nextEventId - SEARCH_DEPTH); id -= 1) {
    const event = trace.at(id);
    if (event === undefined || weightOf(event) === 0) continue;
    sinceUs = atUs - event.atUs;
    if (weightOf(event) === 2 && sinceUs < AFTERGLOW_US) importance = 2;
    break;
  }
  if (nextInUs === Infinity) nextInUs = Math.max(0, track.horizonUs - atUs) + UNKNOWN_US;
  return { nextInUs, sinceUs, importance };
}
