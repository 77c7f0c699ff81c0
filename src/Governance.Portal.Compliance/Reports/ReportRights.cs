using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Reports;

/// <summary>Who may see a report: the right to reports alone does not show what its page would not.</summary>
public sealed class ReportRights(IDbContextFactory<GovernanceDbContext> dbFactory, ReportKinds kinds, TimeProvider clock)
{
    /// <summary>Why an actor may not see reports of a kind; null when they may.</summary>
    public async Task<Refusal?> RefusesAsync(Actor actor, string kind, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var access = await AccessReader.LoadAsync(db, actor, clock.GetLocalNow(), ct);
        return access.Refusal
            ?? access.Value.Refuses(Permission.ReadReports)
            ?? (kinds.Find(kind) is { IsDone: true } builder ? builder.Value.Refuses(access.Value) : null);
    }

    /// <summary>Kinds an actor may see, in alphabetical order.</summary>
    public async Task<IReadOnlyList<string>> KindsAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var access = await AccessReader.LoadAsync(db, actor, clock.GetLocalNow(), ct);
        return access.IsDone ? [.. kinds.All.Where(k => kinds.Find(k).Value.Refuses(access.Value) is null)] : [];
    }
}
