import { describeSeeds } from './testing/describe-seeds.js';

describeSeeds(766, 255);
