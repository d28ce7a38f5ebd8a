/** Somebody else decided about the same links meanwhile: nothing of this turn is stored, and it is worked again. */
export class Outrun extends Error {
  constructor(readonly tenant: string) {
    super(`tenant ${tenant}: somebody else decided about the same links meanwhile; the batch is worked again`);
    this.name = 'Outrun';
  }
}
