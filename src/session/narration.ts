// What the narrator says of a session. It is apart from it because a cluster can be seen before it is
// spoken of: the page fetches this when the first picture stands.
import { type Coming, comingOf } from '#trace/caption/coming.ts';
import type { Caption } from '#trace/caption/caption.ts';
import { Narrator } from '#trace/caption/narrator.ts';
import type { Session } from './session.ts';

export class Narration {
  private readonly narrator = new Narrator();

  constructor(private readonly session: Session) {}

  /** What happens now, in a sentence or two; while time runs, long enough to be read. */
  caption(): Caption {
    const { session } = this;
    const elapsedMs = session.takeUntoldMs();
    const pace = session.pace();
    return this.narrator.tell(
      { trace: session.trace, frame: session.frame() },
      {
        elapsedMs,
        isFollowed: (eventId) => pace.isFollowed(eventId),
        isStepped: !session.isPlaying && elapsedMs === 0,
      },
    );
  }

  /** What comes next if nobody does anything, as far as it is simulated; null: nothing to tell. */
  coming(): Coming | null {
    return comingOf({ trace: this.session.trace, frame: this.session.frame() });
  }
}
