// Links between nodes: latency, loss, cuts. What TCP makes of them is decided in transport/.
import { RandomStream } from './random.ts';
import type { LinkSpec, NodeId } from './node.ts';

interface Link {
  override: LinkSpec | null;
  isCut: boolean;
  readonly random: RandomStream;
}

/** How long a segment takes, and what on the way stops it. */
export interface Flight {
  readonly takesUs: number;
  readonly lostBy: 'loss' | 'link cut' | null;
}

/** All links of the world; created on first use. Mutable, copied with `fork`. */
export class Network {
  private constructor(
    private readonly seed: number,
    private defaultSpec: LinkSpec,
    private readonly links: Map<NodeId, Map<NodeId, Link>>,
  ) {}

  static create(seed: number): Network {
    return new Network(
      seed,
      Object.freeze({ latencyUs: 1_000, jitterUs: 0, lossPerMillion: 0 }),
      new Map(),
    );
  }

  setDefault(spec: LinkSpec): void {
    this.defaultSpec = Object.freeze({ ...spec });
  }

  setOverride(from: NodeId, to: NodeId, spec: LinkSpec | null): void {
    this.link(from, to).override = spec === null ? null : Object.freeze({ ...spec });
  }

  setCut(from: NodeId, to: NodeId, isCut: boolean): void {
    this.link(from, to).isCut = isCut;
  }

  isCut(from: NodeId, to: NodeId): boolean {
    return this.links.get(from)?.get(to)?.isCut ?? false;
  }

  /** Draws the flight of a segment that leaves now. */
  fly(from: NodeId, to: NodeId): Flight {
    const link = this.link(from, to);
    const spec = link.override ?? this.defaultSpec;
    const jitterUs = spec.jitterUs > 0 ? link.random.nextInt(spec.jitterUs + 1) : 0;
    const isLost = link.random.nextChance(spec.lossPerMillion);
    const lostBy = link.isCut ? 'link cut' : isLost ? 'loss' : null;
    return { takesUs: spec.latencyUs + jitterUs, lostBy };
  }

  /** The longest that a segment and its acknowledgement may take, as the link is now. */
  roundTripUs(from: NodeId, to: NodeId): number {
    const spec = this.link(from, to).override ?? this.defaultSpec;
    return 2 * (spec.latencyUs + spec.jitterUs);
  }

  fork(): Network {
    const links = new Map<NodeId, Map<NodeId, Link>>();
    for (const [from, targets] of this.links) {
      const copy = new Map<NodeId, Link>();
      for (const [to, link] of targets) copy.set(to, { ...link, random: link.random.fork() });
      links.set(from, copy);
    }
    return new Network(this.seed, this.defaultSpec, links);
  }

  private link(from: NodeId, to: NodeId): Link {
    let targets = this.links.get(from);
    if (targets === undefined) {
      targets = new Map();
      this.links.set(from, targets);
    }
    let link = targets.get(to);
    if (link === undefined) {
      const random = RandomStream.named(this.seed, `link ${from} > ${to}`);
      link = { override: null, isCut: false, random };
      targets.set(to, link);
    }
    return link;
  }
}
