using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>Says why a kind of evidence is not asked for here.</summary>
public sealed class WaiveKind(ObligationService obligations)
{
    /// <summary>Says so.</summary>
    public Task<Result<DutyKey>> RunAsync(Actor actor, DutyKey key, string? kind, string? reason, CancellationToken ct) =>
        obligations.RunAsync(
            actor,
            key,
            "obligation.kind-waived",
            Permission.AcceptObligation,
            (open, _) =>
            {
                var refusal = open.Duty.Waive(
                    open.Standing.Law,
                    new WaivedKind(kind ?? "", reason?.Trim() ?? "", open.Context.Access.PrintedName, open.Context.Now)
                );
                return Task.FromResult((refusal, refusal is null ? new JsonObject { ["kind"] = kind } : []));
            },
            ct
        );
}
