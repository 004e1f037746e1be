import { describeSeeds } from './testing/describe-seeds.js';

describeSeeds(256, 255);
