import type { CanonicalWriteAnswered, CanonicalWriteRecord, Category, FlowId, Values } from '@samsvar/contracts';
import { linkIdOf } from '@samsvar/contracts';
import { expect } from 'vitest';
import type { TenantSettings } from '../batch/settings.js';
import type { Policy } from '../policy.js';
import { policyFrom } from '../policy.js';
import { plainField } from './given.js';
import { Office, officeSettings } from './office.js';

const usual = officeSettings();
const oneWay = { heardFrom: ['powerofficego' as const], toldTo: ['customhrm' as const] };
const policies: Partial<Record<Category, Policy>> = {
  DEPARTMENT: policyFrom('DEPARTMENT', [
    plainField('name', { required: true }),
    plainField('code', { findsBirth: true }),
    plainField('active'),
    plainField('managerId', { reference: 'employee', targets: ['EMPLOYEE'] }),
  ]),
  EMPLOYEE: policyFrom('EMPLOYEE', [
    ...Object.values(usual.policyOf('EMPLOYEE').fields),
    plainField('employeeNumber', { ...oneWay, bornBack: true, asksFirst: true }),
  ]),
};
export const creating: readonly FlowId[] = ['departments-department', 'employees-employee'];
export const settingsWith = (more: Partial<TenantSettings> = {}): TenantSettings =>
  officeSettings({
    policyOf: (category) => policies[category] ?? usual.policyOf(category),
    createsIn: (flow) => creating.includes(flow),
    ...more,
  });

export const hrmKey = (resource: 'employee' | 'department', id: string) => `default/customhrm/${resource}/${id}`;
export const person = (more: Values = {}): Values => ({
  lastName: 'Moe',
  email: null,
  departmentId: null,
  managerId: null,
  employeeNumber: null,
  ...more,
});
export const section = (more: Values = {}): Values => ({ name: 'Salg', code: '10', managerId: null, ...more });

/** An HRM whose records are made in PowerOffice Go, beside the office. */
export class Hrm {
  readonly office: Office;
  constructor(settings = settingsWith()) {
    this.office = new Office(settings);
  }
  person = (id: string, more: Values = {}, category: Category = 'EMPLOYEE', revision = 1) =>
    this.office.seen('customhrm', category, id, person(more), { revision });
  department = (id: string, more: Values = {}, revision = 1) =>
    this.office.seen('customhrm', 'DEPARTMENT', id, section(more), { revision });
  async meets(): Promise<void> {
    await this.office.scansComplete();
    await this.office.meetAll();
  }
  /** Every command there is, as the systems are asked. */
  asked(): readonly string[] {
    return this.office.commands.map(
      ({ op, ticket, values }) =>
        `${op} ${ticket.system} ${String(values['name'] ?? values['lastName'] ?? Object.keys(values))}`,
    );
  }
  async settle(): Promise<readonly string[]> {
    const waves: string[] = [];
    while (this.office.commands.length > 0) {
      waves.push(this.asked().join(', '));
      await this.office.obey();
    }
    return waves;
  }
  only(): CanonicalWriteRecord {
    const [command, ...others] = this.office.commands.splice(0);
    expect(others).toEqual([]);
    return command!;
  }
  /** What PowerOffice Go answers to a birth; values as it stored them. */
  answer(command: CanonicalWriteRecord, more: Partial<CanonicalWriteAnswered>) {
    const answer = this.office.done(command).data as CanonicalWriteAnswered;
    return this.office.message('WriteAnswered', { ...answer, ...more, values: { ...answer.values, ...more.values } });
  }
  refuses({ ticket }: CanonicalWriteRecord, field: string | null, code: 'number-not-numeric' | 'not-unique') {
    const refusals = [{ field, code, words: 'no' }];
    return this.office.message('WriteAnswered', { ticket, outcome: 'refused', sent: [], refusals });
  }
  link(resource: 'employee' | 'department', id: string) {
    const kind = resource;
    return this.office.ledger.kept.get(linkIdOf({ tenant: 'default', system: 'customhrm', resource, id }, kind));
  }
}
