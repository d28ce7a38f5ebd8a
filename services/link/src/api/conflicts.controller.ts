import { Controller, Get, Inject, Query } from '@nestjs/common';
import { flows } from '@samsvar/contracts';
import { type ReadModel, readModel } from './api.controller.js';
import type { ConflictPage } from './conflicts.js';
import { listConflicts } from './conflicts.js';
import { flowOf, limitOf, type Parameters, textOf } from './parameters.js';
import { tenantAsked } from './tenant-asked.js';

/** Conflicts that wait for a person. */
@Controller('api/v1/conflicts')
export class ConflictsController {
  constructor(@Inject(readModel) private readonly model: ReadModel) {}

  @Get()
  list(@Query() parameters: Parameters): Promise<ConflictPage> {
    const tenant = tenantAsked(this.model.tenants, parameters, ['unit', 'flow', 'cursor', 'limit']);
    const flow = flowOf(parameters);
    return listConflicts(this.model.database, tenant, {
      unit: textOf(parameters, 'unit'),
      category: flow && flows[flow].category,
      after: textOf(parameters, 'cursor'),
      limit: limitOf(parameters, { usual: 50, most: 500 }),
    });
  }
}
