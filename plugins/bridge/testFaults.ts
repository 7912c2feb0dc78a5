export { type Fault, FaultyIp, ipLines } from '../../lib/testing/faultyIp.ts';
