// The page's hold on a session: drives it with animation frames and tells Svelte when to look again.
// The stage looks after every animation frame, panels full of text a few times a second.
import { createSubscriber } from 'svelte/reactivity';
import type { Problem } from '#base/problem.ts';
import type { KafkaRequest } from '#kafka/commands.ts';
import type { Session, Speed } from '#session/session.ts';
import type { Target } from '#stage/scene.ts';
import { SessionView } from './session-view.ts';
import { Speaker } from './speaker.ts';

/** Panels full of text need no more than this while time runs. */
const PANEL_INTERVAL_MS = 120;
/** A tab that slept must not make the simulation run to catch up. */
const MOST_ELAPSED_MS = 100;

/** Whoever wants to be told of something; Svelte's effects come by way of `follow`. */
class Listeners {
  private readonly all = new Set<() => void>();
  readonly follow = createSubscriber((update) => this.add(update));

  add(listener: () => void): () => void {
    this.all.add(listener);
    return () => this.all.delete(listener);
  }

  tell(): void {
    for (const listener of this.all) listener();
  }

  clear(): void {
    this.all.clear();
  }
}

/** The session as the stage shows it: its getters are followed at every animation frame. */
export class Player extends SessionView {
  /** The session as panels show it: never behind while time stands. */
  readonly panel: SessionView;
  selected = $state.raw<Target | null>(null);
  /** What is wrong with the last request. */
  problems = $state.raw<readonly Problem[]>([]);
  private readonly onStage: Listeners;
  private readonly onPanel = new Listeners();
  private readonly unsubscribe: () => void;
  private animation = 0;
  private lastAtMs = 0;
  private panelAtMs = 0;

  constructor(session: Session) {
    const onStage = new Listeners();
    const speaker = new Speaker(session, () => this.tellAll());
    super(session, onStage.follow, speaker);
    this.onStage = onStage;
    this.panel = new SessionView(session, this.onPanel.follow, speaker);
    this.unsubscribe = session.subscribe(() => this.tellAll());
    this.tellAll();
  }

  get isPlaying(): boolean {
    this.onPanel.follow();
    return this.session.isPlaying;
  }

  get speed(): Speed {
    this.onPanel.follow();
    return this.session.speed;
  }

  /** Virtual seconds per second of wall time, now. */
  get rate(): number {
    this.onPanel.follow();
    return this.session.rate;
  }

  /** Called after each animation frame in which time moved, and after each change. */
  onChange(listener: () => void): () => void {
    return this.onStage.add(listener);
  }

  toggle(): void {
    if (this.session.isPlaying) this.session.pause();
    else this.session.play();
  }

  /** Asks something of the cluster. False: there are `problems`, and nothing happened. */
  dispatch(request: KafkaRequest): boolean {
    this.problems = this.session.dispatch(request);
    return this.problems.length === 0;
  }

  /** Asks several things, some of them later. False: there are `problems`, and nothing happened. */
  plan(requests: Parameters<Session['plan']>[0]): boolean {
    this.problems = this.session.plan(requests);
    return this.problems.length === 0;
  }

  select(target: Target | null): void {
    this.selected = target;
  }

  destroy(): void {
    cancelAnimationFrame(this.animation);
    this.animation = 0;
    this.unsubscribe();
    this.onStage.clear();
    this.onPanel.clear();
    this.session.pause();
  }

  private tellAll(): void {
    this.onStage.tell();
    this.onPanel.tell();
    if (!this.session.isPlaying || this.animation !== 0) return;
    this.lastAtMs = performance.now();
    this.requestFrame();
  }

  private requestFrame(): void {
    this.animation = requestAnimationFrame((atMs) => this.animate(atMs));
  }

  private animate(atMs: number): void {
    this.animation = 0;
    if (!this.session.isPlaying) return;
    const elapsedMs = Math.min(MOST_ELAPSED_MS, Math.max(0, atMs - this.lastAtMs));
    this.lastAtMs = atMs;
    this.session.advance(elapsedMs);
    this.requestFrame();
    this.onStage.tell();
    if (atMs - this.panelAtMs < PANEL_INTERVAL_MS) return;
    this.panelAtMs = atMs;
    this.onPanel.tell();
  }
}
