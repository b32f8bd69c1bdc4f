import { formed } from '@busbar/problem';
import type * as z from 'zod';

export const region = (description: string): z.ZodString =>
  formed({ pattern: /^[a-z]{2}(?:-[a-z]+){1,2}-\d$/, is: 'an AWS region', fix: 'Write it as "us-east-1".' }, description);
