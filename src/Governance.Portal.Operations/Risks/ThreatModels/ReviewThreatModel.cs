using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Domain.Threats;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>Approves a threat model that others made, or returns it. The version that counted before is superseded.</summary>
public sealed class ReviewThreatModel(ActionRunner runner)
{
    /// <summary>What the reviewer decides.</summary>
    /// <param name="System">Whose threat model.</param>
    /// <param name="Decision">approve or return.</param>
    /// <param name="Reason">What has to change; optional with an approval.</param>
    /// <param name="ContentSha256">Digest of what they saw.</param>
    public sealed record Command(SystemId System, string? Decision, string? Reason, string? ContentSha256);

    /// <summary>Runs it.</summary>
    public async Task<Result<ThreatModelId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command.Decision is not ("approve" or "return"))
        {
            return ThreatRefusals.DecisionUnknown;
        }

        var approve = command.Decision == "approve";
        return await ThreatModelAction.RunAsync(
            runner,
            actor,
            new Attempt(approve ? "threat-model.reviewed" : "threat-model.returned", command.System.ToString(), Permission.ReviewThreats)
            {
                LogEveryRefusal = true,
            },
            command.System,
            ifMatch: null,
            changes: false,
            async (context, model, token) =>
            {
                var sha256 = model.ContentSha256;
                if (model.Judge(approve, command.Reason, command.ContentSha256, context.Access, context.Now) is { } refusal)
                {
                    return refusal;
                }

                if (approve)
                {
                    await SupersedeAsync(context, model, token);
                }

                return new JsonObject { ["sha256"] = sha256, ["reasonSha256"] = model.Review?.Sha256 };
            },
            ct
        );
    }

    // The database allows one that counts: the one before steps back first.
    private static async Task SupersedeAsync(ActionContext context, ThreatModel model, CancellationToken ct)
    {
        var before = await context
            .Db.ThreatModels.Where(m => m.System == model.System && m.Id != model.Id && m.State == ThreatModelState.Reviewed)
            .ToListAsync(ct);
        foreach (var one in before)
        {
            one.Supersede();
            context.Append(
                new AuditEvent(
                    "threat-model.superseded",
                    one.AuditSubject,
                    new JsonObject { ["number"] = one.Number, ["by"] = model.Id.ToString() }
                )
            );
        }
    }
}
