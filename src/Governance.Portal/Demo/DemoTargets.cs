using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Domain.Targets;
using Governance.Portal.Compliance.Targets;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>Appetite and targets of the credit system are drafted; the risk officer's signature is still to come.</summary>
internal sealed class DemoTargets(IDbContextFactory<GovernanceDbContext> dbFactory, DraftTargets draft)
{
    private const string Name = "Retail credit scoring";

    private static readonly TargetsProposal s_proposal = new(
        9,
        "A wrong refusal shuts people out of credit: less risk is tolerated here than elsewhere in the bank.",
        [
            new("auc", null, 0.75, null, null, "Below it, manual review of every application costs less than wrong decisions."),
            new("demographicParityRatio", null, 0.8, null, null, "A group declined a quarter more often than another is investigated."),
        ]
    );

    /// <summary>Plays it.</summary>
    public async Task<Refusal?> RunAsync(Actor compliance, Action<string> say, CancellationToken ct)
    {
        SystemId system;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            system = await db.AiSystems.AsNoTracking().Where(s => s.Name == Name).Select(s => s.Id).SingleAsync(ct);
        }

        var drafted = await draft.RunAsync(compliance, new(system, s_proposal), ct);
        if (drafted.Refusal is null)
        {
            say($"appetite and targets of {system} wait for a signature ({drafted.Value})");
        }

        return drafted.Refusal;
    }
}
