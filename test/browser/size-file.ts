// Where the size of the built site is kept for the test that looks at it.
export const SIZE_FILE = 'node_modules/.cache/kafkascope/size.json';
