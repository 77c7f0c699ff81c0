using Governance.Data;
using Governance.Domain.Suppliers;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary><see cref="SupplierRule.Gaps"/> as the database asks it, so that a list of those with gaps is cut into pages there.</summary>
internal static class SupplierGaps
{
    public static IQueryable<Supplier> With(GovernanceDbContext db, IQueryable<Supplier> suppliers, DateOnly today)
    {
        var confirmed = db
            .SupplierRecords.AsNoTracking()
            .Where(r => r.Kind == SupplierRecordKind.DueDiligence && r.State == SupplierRecordState.Confirmed);
        var certificates = db
            .SupplierRecords.AsNoTracking()
            .Where(r => r.Kind == SupplierRecordKind.Certificate && r.State != SupplierRecordState.Withdrawn);
        var open = db
            .SupplierRecords.AsNoTracking()
            .Where(r => r.Kind == SupplierRecordKind.Request && r.State == SupplierRecordState.Recorded);
        return suppliers
            .Where(s => s.EndedOn == null || s.EndedOn > today)
            .Where(s =>
                s.ContractUntil < today
                || (s.IsCritical && s.ExitPlan == null)
                || !confirmed.Any(r =>
                    r.Supplier == s.Id
                    && r.DueOn >= today
                    && r.Result != DiligenceResult.Failed
                    && !confirmed.Any(l => l.Supplier == s.Id && (l.On > r.On || (l.On == r.On && (int)(object)l.Id > (int)(object)r.Id)))
                )
                || certificates.Any(c =>
                    c.Supplier == s.Id
                    && c.DueOn < today
                    && !certificates.Any(l => l.Supplier == s.Id && l.Title == c.Title && l.DueOn >= today)
                )
                || open.Any(r => r.Supplier == s.Id && r.DueOn < today)
            );
    }
}
