import { CommonSettings, DatabaseSettings, TenantSettingsFile } from '@samsvar/service';
import { z } from 'zod';

/** What the link service is told. */
export const Settings = z.object({
  ...CommonSettings.shape,
  ...DatabaseSettings.shape,
  ...TenantSettingsFile.shape,
  LINK_ROLE: z
    .enum(['consumer', 'api', 'both'])
    .default('both')
    .describe('consumer: decides; api: answers and shows; both: for trying things, for example both'),
});
export type Settings = z.infer<typeof Settings>;
