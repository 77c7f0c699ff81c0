using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>The first model is registered, by a person or by a pipeline.</summary>
internal sealed class ModelStep : ISetupStep
{
    public int Number => 5;

    public Permission Permission => Permission.WriteRegistry;

    public async Task<SetupStep> ReadAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var since = await db.KeptAsync(
            "first-model",
            null,
            FigureBasis.Records,
            () =>
                db.Models.AsNoTracking().OrderBy(m => m.RegisteredAt).Select(m => (DateTimeOffset?)m.RegisteredAt).FirstOrDefaultAsync(ct),
            ct
        );
        return new(
            "Register the first model, or connect a pipeline",
            "A pipeline registers models and versions with an engineer's API key, which an administrator creates.",
            "Open models",
            "/models",
            since is not null
        )
        {
            DoneAt = since,
            Command = """
                export GOVERNANCE_SERVER={0}
                export GOVERNANCE_API_KEY=gvk_…
                governance model register --model churn --owner owner@bank.example --risk-class limited
                """,
        };
    }
}
