using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Oversight;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>Ends an appointment, with a reason. It stays in the history of the roster.</summary>
public sealed class EndOverseer(OversightAction action)
{
    /// <summary>Runs the action; the value is the id of the appointment.</summary>
    public Task<Result<string>> RunAsync(Actor actor, SystemId system, OverseerId id, string? reason, CancellationToken ct) =>
        action.RunAsync(
            actor,
            new Attempt("overseer.ended", id.ToString(), Permission.ManageOversight),
            system,
            async (context, found, token) =>
            {
                if (await context.Db.Overseers.SingleOrDefaultAsync(o => o.System == found.Id && o.Id == id, token) is not { } overseer)
                {
                    return OversightRefusals.OverseerNotFound;
                }

                return overseer.End(reason, context.Access.PrintedName, context.Now) is { } refusal ? refusal : Written(overseer);
            },
            ct
        );

    /// <summary>What the entry of an ended appointment says.</summary>
    internal static OversightAction.Written Written(Overseer overseer) =>
        new(
            overseer.Id.ToString(),
            new JsonObject
            {
                ["person"] = overseer.Person.ToString(),
                ["because"] = WireName.Of(overseer.Because!.Value),
                ["reasonSha256"] = overseer.EndReason?.Sha256,
            }
        );
}
