import { expect, test } from 'vitest';
import { requestsByShape, requestsPerRecord } from './requests.js';

test('late references are counted apart from what a plain create takes', () => {
  const counters = {
    powerofficego: { requests: [{ method: 'GET', path: '/v2/Employees', status: 200, count: 10 }], maxPerSecond: 3 },
    customhrm: {
      requests: [
        { method: 'POST', path: '/v1/employees', status: 201, count: 100 },
        { method: 'PATCH', path: '/v1/employees/{id}', status: 200, count: 5 },
      ],
      maxPerSecond: 100,
    },
  };
  expect(requestsPerRecord(counters, 100)).toEqual({ powerofficego: 0.1, customhrm: 1, lateReferences: 0.05 });
  expect(requestsByShape(counters.powerofficego)).toEqual({ 'GET /v2/Employees 200': 10 });
});
