// Text as UTF-8 bytes: what Kafka's StringSerializer sends, and what its sizes count.

const encoder = new TextEncoder();

/** The UTF-8 bytes of a text; a lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}
