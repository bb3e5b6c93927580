// In a browser parts of the model come when a run needs them: see `partsOf` in scenario/parts.ts.
export {};
