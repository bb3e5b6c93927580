// Lets two branches be compared while the page stays alive: a few ms of work at a time, between two
// frames. It can be stopped, and goes on by itself when the runs have grown.
import { Contrast } from '#trace/contrast/contrast.ts';
import type { Branch } from '#session/session.ts';

/** Work between two frames. */
const SLICE_MS = 10;
/** Less to do than this is not worth a bar. */
const SHOWN_FROM = 4_000;

export class Comparing {
  readonly contrast: Contrast;
  /** Up to here, in µs, both were compared. */
  comparedUs = $state(0);
  /** How far a long comparison has come, from 0 to 1; null: nothing is under way that takes long. */
  progress = $state<number | null>(null);
  isStopped = $state(false);
  private job: ReturnType<Contrast['work']> | null = null;
  private targetUs = 0;
  private pending = 0;

  constructor(
    private readonly left: Branch,
    private readonly right: Branch,
  ) {
    this.contrast = new Contrast(left.trace, right.trace);
  }

  /** To be called whenever the runs may have grown, or taken another course. */
  follow(): void {
    const horizonUs = Math.min(this.left.course.horizonUs, this.right.course.horizonUs) + 1;
    // A command forgets what lay ahead: what was compared of it must be compared anew.
    const isNews = horizonUs !== this.targetUs || this.contrast.isStale;
    if (!isNews || this.isStopped) return;
    this.targetUs = horizonUs;
    this.job = this.contrast.work(horizonUs);
    if (this.pending === 0) this.slice();
  }

  stop(): void {
    this.isStopped = true;
    this.progress = null;
    this.job = null;
  }

  goOn(): void {
    this.isStopped = false;
    this.targetUs = 0;
    this.follow();
  }

  destroy(): void {
    cancelAnimationFrame(this.pending);
    this.job = null;
  }

  private slice(): void {
    this.pending = 0;
    const { job } = this;
    if (job === null) return;
    const untilMs = performance.now() + SLICE_MS;
    for (;;) {
      const step = job.next();
      if (step.done === true) {
        this.progress = null;
        this.comparedUs = this.targetUs;
        this.job = null;
        return;
      }
      if (performance.now() < untilMs) continue;
      const { done, total } = step.value;
      if (total - done > SHOWN_FROM || this.progress !== null) this.progress = done / total;
      break;
    }
    this.pending = requestAnimationFrame(() => this.slice());
  }
}
