// Makes a document that shows a fault as small as it goes: leaves out commands, clients, configs and
// fields as long as the fault stays.
import { copyOf, type Document, type Fields } from './document.ts';
import { type Finding, judge } from './judge.ts';

const MOST_ATTEMPTS = 400;

export interface Shrunk {
  readonly document: Document;
  readonly endMs: number;
  readonly finding: Finding;
}

export function shrink(document: Document, endMs: number, finding: Finding): Shrunk {
  return new Shrinking({ document, endMs, finding }).run();
}

const LISTS = ['commands', 'consumers', 'groups', 'producers', 'topics'] as const;

class Shrinking {
  private attempts = 0;

  constructor(private best: Shrunk) {}

  run(): Shrunk {
    let size = -1;
    // As long as a whole round has made it smaller.
    while (size !== this.size() && this.attempts < MOST_ATTEMPTS) {
      size = this.size();
      this.tryShorter();
      for (const list of LISTS) this.tryWithout(list);
      this.tryFields();
    }
    return this.best;
  }

  private size(): number {
    return JSON.stringify(this.best.document).length + this.best.endMs;
  }

  private try(document: Document, endMs = this.best.endMs): boolean {
    if (this.attempts >= MOST_ATTEMPTS) return false;
    this.attempts += 1;
    const found = judge(document, endMs).findings.find(
      ({ name }) => name === this.best.finding.name,
    );
    if (found === undefined) return false;
    this.best = { document, endMs, finding: found };
    return true;
  }

  /** A run need not go on after the fault. */
  private tryShorter(): void {
    const endMs = Math.ceil(this.best.finding.atUs / 1_000) + 1;
    if (endMs < this.best.endMs) this.try(this.best.document, endMs);
    const { document } = this.best;
    const commands = document.commands.filter(({ at }) => Number(at) <= this.best.endMs);
    if (commands.length < document.commands.length) this.try({ ...document, commands });
  }

  /** Halves, quarters and at last single items of a list. */
  private tryWithout(list: (typeof LISTS)[number]): void {
    for (let part = Math.ceil(this.best.document[list].length / 2); part >= 1; part >>= 1) {
      for (let from = 0; from < this.best.document[list].length;) {
        const document = copyOf(this.best.document);
        document[list].splice(from, part);
        if (!this.try(document)) from += part;
      }
    }
  }

  /** Fields and configs that have a default. */
  private tryFields(): void {
    const parts = (document: Document): Fields[] => [
      document,
      document.cluster,
      ...LISTS.flatMap((list) => document[list]),
    ];
    const count = parts(this.best.document).length;
    for (let index = 0; index < count; index += 1) {
      for (const name of Object.keys(parts(this.best.document)[index] ?? {})) {
        if (LISTS.some((list) => list === name) || name === 'cluster') continue;
        const without = copyOf(this.best.document);
        const part = parts(without)[index] ?? {};
        const value = part[name];
        delete part[name];
        if (this.try(without) || name !== 'configs') continue;
        for (const config of Object.keys((value ?? {}) as Fields))
          this.tryConfig(parts, index, config);
      }
    }
  }

  private tryConfig(parts: (document: Document) => Fields[], index: number, config: string): void {
    const document = copyOf(this.best.document);
    const configs = parts(document)[index]?.['configs'] as Fields;
    delete configs[config];
    this.try(document);
  }
}
