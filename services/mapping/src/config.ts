import { CommonSettings } from '@samsvar/service';

/** What the mapping service is told. */
export const Settings = CommonSettings;
