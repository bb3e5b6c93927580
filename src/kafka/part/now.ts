// Outside a browser the model is whole from the beginning (package.json chooses by condition).
import './consumer-protocol.ts';
import './sticky-assignors.ts';
