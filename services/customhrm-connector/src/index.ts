export { customHrm, type HrmConnectorOptions, type HrmTenant } from './connector.js';
