using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// Which stage an environment belongs to: what <c>Hooks__Environments</c> says; <c>production</c> and <c>staging</c> by their names; any
/// other belongs to the stage it was first deployed to. The registry of MLflow clients (<c>MlFlow__Environment</c>) holds both, unless it
/// is mapped.
/// </summary>
public sealed class EnvironmentStages(IOptions<EnvironmentsOptions> environments)
{
    /// <summary>Why an approval for a stage does not serve in an environment; null when it does.</summary>
    public async Task<Refusal?> RefusesAsync(GovernanceDbContext db, string environment, Stage stage, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(environment);
        return await StageOfAsync(db, environment, ct) is { } belongs && belongs != stage
            ? ModelRefusals.EnvironmentOfAnotherStage(environment, belongs, stage)
            : null;
    }

    // Otherwise a capital letter is a way round the rule.
    private static string Plain(string name) => name.Trim().ToLowerInvariant();

    private async Task<Stage?> StageOfAsync(GovernanceDbContext db, string environment, CancellationToken ct)
    {
        var name = Plain(environment);
        var mapped = environments.Value.Mapped.FirstOrDefault(e => Plain(e.Split('=')[0]) == name)?.Split('=')[^1] ?? name;
        if (WireName.TryParse<Stage>(mapped, out var known) && known is (Stage.Staging or Stage.Production))
        {
            return known;
        }

        if (name == Plain(environments.Value.OfAllStages))
        {
            return null;
        }

        // Few names, whatever the number of deployments.
        var places = await db
            .Deployments.IgnoreQueryFilters()
            .GroupBy(d => new { d.Environment, d.Stage })
            .Select(g => new
            {
                g.Key.Environment,
                g.Key.Stage,
                First = g.Min(d => d.Since),
            })
            .ToListAsync(ct);
        return places.Where(p => Plain(p.Environment) == name).OrderBy(p => p.First).Select(p => (Stage?)p.Stage).FirstOrDefault();
    }
}
