// What stands on the signs of a log: Kafka's short names, or whole words until a lesson has taught
// those.
export type Labels = 'plain' | 'kafka';

interface Wording {
  /** The high watermark: the first offset that nobody sees yet. */
  readonly watermark: (highWatermark: number) => string;
  readonly logEnd: (logEndOffset: number) => string;
  readonly committed: (offset: number) => string;
  readonly nothingCommitted: string;
}

export const WORDINGS: Readonly<Record<Labels, Wording>> = {
  kafka: {
    watermark: (highWatermark) => `HW ${highWatermark}`,
    logEnd: (logEndOffset) => `LEO ${logEndOffset}`,
    committed: (offset) => `committed ${offset}`,
    nothingCommitted: 'nothing committed',
  },
  plain: {
    watermark: (highWatermark) =>
      highWatermark === 0 ? 'nothing visible' : `visible up to ${highWatermark - 1}`,
    logEnd: (logEndOffset) => `next: ${logEndOffset}`,
    committed: (offset) => `will begin again at ${offset}`,
    nothingCommitted: 'will begin anew',
  },
};
