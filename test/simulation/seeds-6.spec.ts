import { describeSeeds } from './testing/describe-seeds.js';

describeSeeds(1276, 255);
