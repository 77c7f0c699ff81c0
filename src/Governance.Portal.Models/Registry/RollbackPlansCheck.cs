using System.Globalization;
using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>Every rollback plan is what the log says it was, and none is missing.</summary>
internal sealed class RollbackPlansCheck(IDbContextFactory<GovernanceDbContext> dbFactory) : IInstallationCheck
{
    private static readonly string[] s_facts = ["deployment.made", "deployment.plan-recorded"];

    public string Subject => "rollback plans";

    public async IAsyncEnumerable<string> FindAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await using var moment = await db.ReadAtOneMomentAsync(ct);
        var logged = new Dictionary<string, LoggedFact>(StringComparer.Ordinal);
        await foreach (var fact in LoggedFact.ReadAsync(db, s_facts, ct))
        {
            if ((fact.Text("planSha256") ?? fact.Text("rollbackPlanSha256")) is { } sha256)
            {
                logged[$"{fact.Subject} {sha256}"] = fact;
            }
        }

        await foreach (
            var plan in db
                .RollbackPlans.AsNoTracking()
                .OrderBy(p => p.Deployment)
                .ThenBy(p => p.Number)
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            if (!logged.Remove($"{plan.Deployment} {plan.Sha256}") || plan.Digest() != plan.Sha256)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"The rollback plan {plan.Deployment}/{plan.Number} was changed: the log does not contain it."
                );
            }
        }

        foreach (var missing in logged.Values)
        {
            yield return $"The rollback plan of {missing.Subject} recorded in log entry {missing.Index} is missing.";
        }
    }
}
