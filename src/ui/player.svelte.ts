// The page's hold on a session: drives it with animation frames and tells Svelte when to look
// again. What changes every frame is raw state; panels are refreshed a few times a second.
import { untrack } from 'svelte';
import type { KafkaRequest } from '#kafka/commands.ts';
import type { Problem } from '#base/problem.ts';
import type { Session, Speed } from '#session/session.ts';
import type { Frame } from '#trace/frame.ts';
import type { Target } from '#stage/scene.ts';

/** Panels full of text need no more than this while time runs. */
const PANEL_INTERVAL_MS = 120;
/** A tab that slept must not make the simulation run to catch up. */
const MOST_ELAPSED_MS = 100;

export class Player {
  /** Counts changes of what the stage shows. Read it to be told. */
  version = $state(0);
  /** Counts refreshes of the panels; never behind when paused. */
  panelVersion = $state(0);
  playheadUs = $state(0);
  isPlaying = $state(false);
  speed = $state<Speed>('follow');
  rate = $state(1);
  selected = $state.raw<Target | null>(null);
  problems = $state.raw<readonly Problem[]>([]);
  private animation = 0;
  private lastAtMs = 0;
  private panelAtMs = 0;
  private readonly unsubscribe: () => void;
  private readonly listeners = new Set<() => void>();

  constructor(readonly session: Session) {
    this.unsubscribe = session.subscribe(() => this.sync(true));
    this.sync(true);
  }

  frame(): Frame {
    return this.session.frame();
  }

  /** Called after each animation frame in which time moved. */
  onFrame(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  toggle(): void {
    if (this.session.isPlaying) this.session.pause();
    else this.session.play();
    this.sync(true);
  }

  dispatch(request: KafkaRequest): boolean {
    this.problems = this.session.dispatch(request);
    this.sync(true);
    return this.problems.length === 0;
  }

  select(target: Target | null): void {
    this.selected = target;
    this.sync(true);
  }

  /** Takes over what the session says now; starts or stops the animation. */
  sync(isComplete = false): void {
    // Whoever calls this from an effect must not come to depend on the counters.
    untrack(() => this.takeOver(isComplete));
  }

  private takeOver(isComplete: boolean): void {
    const { session } = this;
    this.playheadUs = session.playheadUs;
    this.isPlaying = session.isPlaying;
    this.speed = session.speed;
    this.rate = session.rate;
    this.version += 1;
    if (isComplete) this.panelVersion += 1;
    if (session.isPlaying && this.animation === 0) {
      this.lastAtMs = performance.now();
      this.animation = requestAnimationFrame((atMs) => this.animate(atMs));
    }
  }

  destroy(): void {
    cancelAnimationFrame(this.animation);
    this.animation = 0;
    this.unsubscribe();
    this.listeners.clear();
    this.session.pause();
  }

  private animate(atMs: number): void {
    this.animation = 0;
    const elapsedMs = Math.min(MOST_ELAPSED_MS, Math.max(0, atMs - this.lastAtMs));
    this.lastAtMs = atMs;
    this.session.advance(elapsedMs);
    const isPanelDue = atMs - this.panelAtMs >= PANEL_INTERVAL_MS;
    if (isPanelDue) this.panelAtMs = atMs;
    this.sync(isPanelDue || !this.session.isPlaying);
    for (const listener of this.listeners) listener();
  }
}
