import { Controller, Get, Inject, Query } from '@nestjs/common';
import { readModel, type ReadModel } from './api.controller.js';
import { tenantStateOf } from './flows.js';
import { holdsOf } from './holds.js';
import { flowOf, limitOf, linkOf, type Parameters } from './parameters.js';
import { planShown } from './plan.js';
import { tenantAsked } from './tenant-asked.js';

/** What waits for a person before it is written: the plan of a first contact, and what a guard holds. */
@Controller('api/v1')
export class GuardsController {
  constructor(@Inject(readModel) private readonly model: ReadModel) {}

  @Get('holds')
  async holds(@Query() parameters: Parameters) {
    const tenant = tenantAsked(this.model.tenants, parameters);
    const { database } = this.model;
    return { items: await holdsOf(database, await tenantStateOf(database, tenant.id)) };
  }

  @Get('plan')
  async plan(@Query() parameters: Parameters) {
    const tenant = tenantAsked(this.model.tenants, parameters, ['flow', 'cursor', 'limit']);
    const { database } = this.model;
    const state = await tenantStateOf(database, tenant.id);
    const query = {
      flow: flowOf(parameters),
      cursor: linkOf(parameters, 'cursor'),
      limit: limitOf(parameters, { usual: 50, most: 500 }),
    };
    return planShown(database, { state, tenant }, query);
  }
}
