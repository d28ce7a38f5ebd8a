import type { RoleName } from './record.js';

/** A sub-ledger number series: which numbers a role's rows may bear. */
export interface Series {
  readonly Id: string;
  readonly SubLedgerNumberSeriesType: 'Customer' | 'Supplier' | 'Employee';
  readonly Name: string;
  readonly FromInclusive: number;
  readonly ToInclusive: number;
  readonly IsDefault: boolean;
  readonly IsClientTrust: boolean;
  readonly GeneralLedgerAccountId: number;
  readonly GeneralLedgerAccountNo: number;
}

const series = (type: Series['SubLedgerNumberSeriesType'], from: number, to: number, account: number): Series => ({
  Id: `5a3d0b0e-0000-4000-8000-00000000${account}`,
  SubLedgerNumberSeriesType: type,
  Name: `${type}s`,
  FromInclusive: from,
  ToInclusive: to,
  IsDefault: true,
  IsClientTrust: false,
  GeneralLedgerAccountId: account * 1000,
  GeneralLedgerAccountNo: account,
});

/** One series per role, wide enough for the largest sample. */
export const seriesOf: Readonly<Record<RoleName, Series>> = {
  employee: series('Employee', 1, 9_999_999, 2930),
  customer: series('Customer', 10_000, 19_999_999, 1500),
  supplier: series('Supplier', 20_000_000, 29_999_999, 2400),
};
