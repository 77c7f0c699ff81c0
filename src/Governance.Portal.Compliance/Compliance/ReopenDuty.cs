using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Identity;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>Takes back that an obligation is met, or that it does not apply.</summary>
public sealed class ReopenDuty(ObligationService obligations)
{
    /// <summary>Takes it back.</summary>
    public Task<Result<DutyKey>> RunAsync(Actor actor, DutyKey key, CancellationToken ct) =>
        obligations.RunAsync(
            actor,
            key,
            "obligation.reopened",
            Permission.AcceptObligation,
            (open, _) => Task.FromResult((open.Duty.Reopen(), new JsonObject())),
            ct
        );
}
