using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>A named reviewer accepts the evidence of an obligation.</summary>
public sealed class MeetDuty(ObligationService obligations)
{
    /// <summary>Accepts it.</summary>
    public Task<Result<DutyKey>> RunAsync(Actor actor, DutyKey key, string? nextReview, CancellationToken ct) =>
        obligations.RunAsync(
            actor,
            key,
            "obligation.met",
            Permission.AcceptObligation,
            (open, _) => Task.FromResult(Act(open, nextReview)),
            ct
        );

    private static (Refusal? Refusal, JsonObject Data) Act(ObligationService.Open open, string? nextReview)
    {
        var errors = new FieldErrors();
        var review = errors.Day("nextReview", nextReview);
        if (errors.Refuse("obligation.not-acceptable", $"Nothing was changed.") is { } refusal)
        {
            return (refusal, []);
        }

        if (!open.System.InForce)
        {
            return (DutyRefusals.NotClassified, []);
        }

        if (open.Duty.Meet(open.Standing, open.System.Assessment!.Id, open.Context.Access, review, open.Context.Now) is { } refused)
        {
            return (refused, []);
        }

        return (
            null,
            new JsonObject
            {
                ["accepted"] = new JsonArray([
                    .. open.Duty.Accepted.Select(a =>
                        (JsonNode)new JsonObject { ["kind"] = a.Kind, ["reference"] = a.Reference.Length <= 64 ? a.Reference : null }
                    ),
                ]),
                ["nextReview"] = review?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            }
        );
    }
}
