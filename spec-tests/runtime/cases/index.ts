import type { RuntimeCase } from '../runtimeCase.ts';
import { aggregated } from './aggregated.ts';
import { capabilities } from './capabilities.ts';
import { checks } from './checks.ts';
import { configuration } from './configuration.ts';
import { execution } from './execution.ts';
import { garbage } from './garbage.ts';
import { lifecycle } from './lifecycle.ts';
import { lists } from './lists.ts';
import { outcomes } from './outcomes.ts';
import { parameters } from './parameters.ts';
import { passedOn } from './passedOn.ts';
import { status } from './status.ts';
import { versionSelection } from './versions.ts';

/** Every experiment of the harness on runtimes. */
export const runtimeCases: readonly RuntimeCase[] = [
  ...configuration,
  ...aggregated,
  ...passedOn,
  ...versionSelection,
  ...execution,
  ...parameters,
  ...lists,
  ...checks,
  ...garbage,
  ...status,
  ...lifecycle,
  ...capabilities,
  ...outcomes,
];
