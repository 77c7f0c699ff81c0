using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Identity;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>A named approver says why an obligation does not apply here.</summary>
public sealed class ExcludeDuty(ObligationService obligations)
{
    /// <summary>Says so.</summary>
    public Task<Result<DutyKey>> RunAsync(Actor actor, DutyKey key, string? reason, CancellationToken ct) =>
        obligations.RunAsync(
            actor,
            key,
            "obligation.excluded",
            Permission.AcceptObligation,
            (open, _) => Task.FromResult((open.Duty.Exclude(reason, open.Context.Access, open.Context.Now), new JsonObject())),
            ct
        );
}
