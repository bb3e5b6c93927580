// Hands a file to the person: the browser saves it under this name.

export function download(name: string, content: Blob | string | Uint8Array<ArrayBuffer>): void {
  const blob = content instanceof Blob ? content : new Blob([content]);
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Some browsers read it a moment later.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
