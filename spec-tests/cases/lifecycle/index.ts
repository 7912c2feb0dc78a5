import type { Case } from '../../conformance/case.ts';

export const lifecycle: Case[] = [];
