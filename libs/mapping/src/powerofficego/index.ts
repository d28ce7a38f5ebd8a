export * from './contact-person.js';
export * from './customer-person.js';
export * from './customer.js';
export * from './department.js';
export * from './employee.js';
