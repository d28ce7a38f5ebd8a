export { type GoConnectorOptions, type GoTenant, powerOfficeGo } from './connector.js';
