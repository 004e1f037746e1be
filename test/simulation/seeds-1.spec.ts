import { describeSeeds } from './testing/describe-seeds.js';

describeSeeds(1021, 510);
