import { describe, expect, test } from 'vitest';
import { choiceFlaws, settingsOf } from './settings.js';

const choices = { id: 'default', firstContact: 'live', matching: 'safe', flows: {} } as const;

describe("a tenant's choices", () => {
  test('about a property that the flow does not carry are flaws with the line they stand on and what was meant', () => {
    const flows = { 'departments-department': { owners: { naem: 'customhrm' as const } } };
    expect(choiceFlaws({ ...choices, flows })).toEqual([
      {
        path: ['flows', 'departments-department', 'owners', 'naem'],
        what: 'is no property of this flow',
        remedy: 'use one of active, category, code, managerId, name',
      },
    ]);
  });

  test('decide who owns a property and whether a flow is on', () => {
    const flows = {
      'departments-department': { owners: { name: 'customhrm' as const } },
      'customers-department': { enabled: false },
    };
    const settings = settingsOf({ ...choices, flows });
    expect(choiceFlaws({ ...choices, flows })).toEqual([]);
    expect(settings.policyOf('DEPARTMENT').fields['name']!.owner).toBe('customhrm');
    expect(settings.flowEnabled('customers-department')).toBe(false);
    expect(settings.flowEnabled('departments-department')).toBe(true);
  });
});
