// The captions that a person reads who lets a preset run: one line for each, with its virtual time.
import { readFileSync } from 'node:fs';
import { parseScenarioText } from '#scenario/parse.ts';
import { Narration } from '#session/narration.ts';
import { Session } from '#session/session.ts';
import { type Caption, textOf } from '#trace/caption/caption.ts';

/** One frame of a screen, in ms. */
const FRAME_MS = 1_000 / 30;
/** So much wall time is followed. */
const WALL_MS = 50_000;

export interface SpokenCaption {
  readonly atUs: number;
  readonly wallMs: number;
  readonly caption: Caption;
}

export function openPreset(name: string): Session {
  const { value } = parseScenarioText(readFileSync(`public/scenarios/${name}.json`, 'utf8'));
  if (value === null) throw new Error(`${name} does not parse`);
  return Session.open(value);
}

/** Lets a session run in *follow the action*, and tells each caption when it appears. */
export function listen(
  session: Session,
  onCaption: (spoken: SpokenCaption) => void,
  wallMs = WALL_MS,
): void {
  const narration = new Narration(session);
  session.play();
  let said = '';
  for (let nowMs = 0; nowMs < wallMs; nowMs += FRAME_MS) {
    session.advance(FRAME_MS);
    const caption = narration.caption();
    // Of one that is said while something is waited for, only the numbers change.
    const name =
      caption.eventId === null
        ? textOf(caption).replace(/[\d.]+ (?:s|ms)|[\d.]+/g, '#')
        : String(caption.eventId);
    if (name === said) continue;
    said = name;
    onCaption({ atUs: session.playheadUs, wallMs: nowMs, caption });
  }
}

/** A caption of the track as a line of text. */
export function lineOf({ atUs, caption }: SpokenCaption): string {
  const mark = caption.eventId === null ? '…' : ' ';
  return `${(atUs / 1_000_000).toFixed(4).padStart(9)} ${mark} ${textOf(caption)}`;
}

/** The caption track of a preset as text. */
export function captionTrack(name: string): string {
  const lines: string[] = [];
  listen(openPreset(name), (spoken) => lines.push(lineOf(spoken)));
  return `${lines.join('\n')}\n`;
}
