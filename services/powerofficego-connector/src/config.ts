import { CommonSettings, DatabaseSettings, TenantSettingsFile } from '@samsvar/service';
import { z } from 'zod';

/** What the PowerOffice Go connector is told. */
export const Settings = z.object({
  ...CommonSettings.shape,
  ...DatabaseSettings.shape,
  ...TenantSettingsFile.shape,
  POWEROFFICEGO_PAGE_SIZE: z.coerce
    .number('is no number')
    .int()
    .min(1)
    .max(20_000)
    .default(5_000)
    .describe('rows per page of a listing, 20000 at most, for example 5000'),
});
