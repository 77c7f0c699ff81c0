using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks;

/// <summary>Applies alerts to risks where that could not be done when they were raised: during the evaluation of a promotion.</summary>
public sealed class ApplyAlertsToRisks(ActionRunner runner, RescoreRisks rescore, IDbContextFactory<GovernanceDbContext> dbFactory)
{
    private static readonly Actor s_job = Actor.OfJob("risk-signals");

    /// <summary>Runs it on every model with a risk that listens to gates.</summary>
    /// <returns>How many risks changed.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        List<string> models;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            models = await db
                .Risks.Where(r => r.State == RiskState.Open && r.SignalRule == AlertRule.PolicyViolation && r.Model != null)
                .Select(r => r.Model!)
                .Distinct()
                .OrderBy(m => m)
                .Take(500)
                .ToListAsync(ct);
        }

        var changed = 0;
        foreach (var model in models)
        {
            await rescore.PrepareAsync(model, ct);
            var outcome = await runner.RunAsync<int>(
                s_job,
                new Attempt("risk.rescored", model, null),
                async (context, token) => await rescore.RescoreAsync(context, model, token),
                ct
            );
            changed += outcome.IsDone ? outcome.Value : 0;
        }

        return changed;
    }
}
