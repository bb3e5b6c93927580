// The narrator as the page has it: silent until its code has arrived, which is fetched while the first
// picture is drawn.
import type { Narration } from '#session/narration.ts';
import type { Session } from '#session/session.ts';

export type Caption = ReturnType<Narration['caption']>;
export type Coming = ReturnType<Narration['coming']>;

const SILENCE: Caption = Object.freeze({
  event: '',
  meaning: '',
  rank: 'heartbeat',
  about: [],
  eventId: null,
});

export class Speaker {
  private narration: Narration | null = null;

  /** `onArrival` is told when it can speak. */
  constructor(session: Session, onArrival: () => void) {
    void import('#session/narration.ts').then(({ Narration }) => {
      this.narration = new Narration(session);
      onArrival();
    });
  }

  /** What happens now, in a sentence or two. */
  get caption(): Caption {
    return this.narration?.caption() ?? SILENCE;
  }

  /** What comes next, as far as it is simulated. */
  get coming(): Coming {
    return this.narration?.coming() ?? null;
  }
}
