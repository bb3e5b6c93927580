// What the page calls a node.

/** `broker-2` → `broker 2`, `consumer-billing-c1` → `billing-c1`. */
export function nameOf(node: string): string {
  if (node === '') return 'you';
  if (node === 'admin') return 'the administrator';
  return node.replace(/^(producer|consumer|client)-/, '').replace(/^(broker|controller)-/, '$1 ');
}
