// Proves the lessons and challenges of chapter 10.
import { proveChapter } from './prove-lessons.ts';

proveChapter(10);
