// A question that may be answered on the stage: what is clicked there is offered to it first.
import type { Guess } from '#stage/layout/guess.ts';
import type { Target } from '#stage/scene.ts';

/** Takes what was clicked as an answer, or does not. */
type Taker = (name: string) => boolean;

export class Picking {
  /** What was picked, to be lit up, each as `type:id`. */
  picked = $state.raw<readonly string[]>([]);
  /** When it was answered: what was said, and what it was. */
  guess = $state.raw<Guess | null>(null);
  private taker = $state.raw<Taker | null>(null);

  /** Whether a question waits for a click. */
  get isOn(): boolean {
    return this.taker !== null;
  }

  /** Whoever asks takes what is clicked, until the returned function is called. */
  ask(taker: Taker): () => void {
    this.taker = taker;
    return () => {
      if (this.taker !== taker) return;
      this.taker = null;
      this.picked = [];
    };
  }

  /** Offers what was clicked. True: it is an answer, and nothing else. */
  take({ type, id }: Target): boolean {
    return this.taker?.(`${type}:${id}`) ?? false;
  }
}
