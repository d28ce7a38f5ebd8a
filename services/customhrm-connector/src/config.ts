import { CommonSettings, DatabaseSettings, TenantSettingsFile } from '@samsvar/service';
import { z } from 'zod';

/** What the HRM connector is told. */
export const Settings = z.object({ ...CommonSettings.shape, ...DatabaseSettings.shape, ...TenantSettingsFile.shape });
