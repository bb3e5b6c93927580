// Freezes plain data through and through: frozen values are shared by keyframes instead of copied.

/** The same value, which nobody can change any more; what is frozen on its surface only is not trusted. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  Object.freeze(value);
  for (const item of Object.values(value)) deepFreeze(item);
  return value;
}
