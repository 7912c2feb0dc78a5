import type { Case } from '../../conformance/case.ts';

export const attachment: Case[] = [];
