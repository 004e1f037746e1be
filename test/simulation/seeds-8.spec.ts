import { describeSeeds } from './testing/describe-seeds.js';

describeSeeds(1786, 255);
