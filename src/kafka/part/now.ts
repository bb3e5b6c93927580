// Outside a browser the model is whole from the beginning (package.json chooses by condition).
import './regular-expressions.ts';
import './consumer-protocol.ts';
import './sticky-assignors.ts';
