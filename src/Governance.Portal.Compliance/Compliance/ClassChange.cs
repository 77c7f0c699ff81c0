using Governance.Data;
using Governance.Domain.Compliance;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>Re-evaluates the live promotions of a system's models when the risk class they are judged by may have changed.</summary>
public sealed class ClassChange(IFactsChanged factsChanged, IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Does what takes long, before the transaction that signs.</summary>
    public async Task PrepareAsync(AssessmentId assessment, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (
            await db.Assessments.AsNoTracking().Where(a => a.Id == assessment).Select(a => (SystemId?)a.System).SingleOrDefaultAsync(ct) is
            { } system
        )
        {
            await PrepareAsync(db, system, [], ct);
        }
    }

    /// <summary>Does what takes long, before the transaction that changes a system.</summary>
    /// <param name="system">The system.</param>
    /// <param name="others">Models it has not had until now.</param>
    /// <param name="ct">Cancels.</param>
    public async Task PrepareAsync(SystemId system, IEnumerable<string> others, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await PrepareAsync(db, system, others, ct);
    }

    /// <summary>Called in the transaction, after the change is queued.</summary>
    /// <param name="context">The action that changed it.</param>
    /// <param name="system">The system.</param>
    /// <param name="before">Models it had before.</param>
    /// <param name="ct">Cancels.</param>
    public async Task ChangedAsync(ActionContext context, SystemId system, IEnumerable<string> before, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        var now = await context.Db.AiSystems.SingleAsync(s => s.Id == system, ct);
        foreach (
            var model in (await ClassOfModel.ModelsOfAsync(context.Db, now, ct))
                .Union(before, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        )
        {
            await factsChanged.ChangedAsync(context, model, version: null, ct);
        }
    }

    private async Task PrepareAsync(GovernanceDbContext db, SystemId system, IEnumerable<string> others, CancellationToken ct)
    {
        if (await db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == system, ct) is { } now)
        {
            foreach (var model in (await ClassOfModel.ModelsOfAsync(db, now, ct)).Union(others, StringComparer.Ordinal))
            {
                await factsChanged.PrepareAsync(model, version: null, ct);
            }
        }
    }
}
