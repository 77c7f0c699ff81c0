using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Domain.Targets;
using Governance.Portal.Compliance.Targets;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>Appetite and targets of the credit system are drafted; the risk officer's signature is still to come.</summary>
internal sealed class DemoTargets(IDbContextFactory<GovernanceDbContext> dbFactory, DraftTargets draft, GetTargets get, SignTargets sign)
{
    private const string Detection = "Network intrusion detection";

    private static readonly TargetsProposal s_detection = new(
        12,
        "Missed attacks are caught by other controls most of the time; the team accepts some risk for fewer false alarms.",
        [new("fpr", null, null, 0.02, null, "Above it the analysts look at nothing else.")]
    );

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
        var system = await SystemAsync(Name, ct);
        var drafted = await draft.RunAsync(compliance, new(system, s_proposal), ct);
        if (drafted.Refusal is null)
        {
            say($"appetite and targets of {system} wait for a signature ({drafted.Value})");
        }

        return drafted.Refusal;
    }

    /// <summary>What is wanted of the detector: drafted by compliance, signed by the risk officer.</summary>
    public async Task<Refusal?> DetectionAsync(Actor compliance, Actor officer, string proof, Action<string> say, CancellationToken ct)
    {
        var system = await SystemAsync(Detection, ct);
        var drafted = await draft.RunAsync(compliance, new(system, s_detection), ct);
        if (drafted.Refusal is { } refusal)
        {
            return refusal;
        }

        var shown = await get.RunAsync(system, ct);
        var signed = shown.IsDone ? await sign.RunAsync(officer, new(system, shown.Value.Draft!.ContentSha256, proof), ct) : shown.Refusal!;
        if (signed.IsDone)
        {
            say($"appetite and targets of {system} are signed ({drafted.Value})");
        }

        return signed.Refusal;
    }

    private async Task<SystemId> SystemAsync(string name, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.AiSystems.AsNoTracking().Where(s => s.Name == name).Select(s => s.Id).SingleAsync(ct);
    }
}
