import { CommonSettings } from '@samsvar/service';

/** What the mapping service is told. */
export const Settings = CommonSettings;

/** What making the topics takes. */
export const TopicsSettings = CommonSettings.omit({ PORT: true, HOST: true });
