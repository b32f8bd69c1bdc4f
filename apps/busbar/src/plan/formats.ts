/** How a plan can be printed. */
export const planFormats = ['text', 'json', 'markdown', 'github'] as const;
export type PlanFormat = (typeof planFormats)[number];
