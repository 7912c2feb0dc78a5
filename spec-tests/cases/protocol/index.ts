import type { Case } from '../../conformance/case.ts';
import { badInput } from './badInput.ts';
import { badValues } from './badValues.ts';
import { commands } from './commands.ts';
import { confVariations } from './confVariations.ts';
import { delegatePath } from './delegatePath.ts';
import { environmentRefusals } from './environmentRefusals.ts';
import { environmentVariations } from './environmentVariations.ts';
import { execution } from './execution.ts';
import { hostile } from './hostile.ts';
import { interfaceNames } from './interfaceNames.ts';
import { knownKeys } from './knownKeys.ts';
import { versionCommand } from './versionCommand.ts';
import { versionCases } from './versions.ts';

/** What holds of a plugin whatever it does: variables, standard input, versions, errors (sections 1, 2 and 5). */
export const protocol: Case[] = [
  ...versionCommand,
  ...execution,
  ...versionCases,
  commands,
  ...environmentRefusals,
  ...badValues,
  ...badInput,
  ...environmentVariations,
  ...interfaceNames,
  ...delegatePath,
  ...confVariations,
  ...knownKeys,
  ...hostile,
];
