import { Controller, Get, Inject, Query } from '@nestjs/common';
import { readModel, type ReadModel } from './api.controller.js';
import { erasuresOf } from './erasures.js';
import { limitOf, type Parameters } from './parameters.js';
import { tenantAsked } from './tenant-asked.js';

/** The certificates of what was erased; erasing is a decision. */
@Controller('api/v1/erasures')
export class ErasuresController {
  constructor(@Inject(readModel) private readonly model: ReadModel) {}

  @Get()
  async list(@Query() parameters: Parameters) {
    const tenant = tenantAsked(this.model.tenants, parameters, ['limit']);
    const limit = limitOf(parameters, { usual: 50, most: 500 });
    return { items: await erasuresOf(this.model.database, tenant.id, limit) };
  }
}
