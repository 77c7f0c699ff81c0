using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.AuditLog;
using Governance.Transparency;

namespace Governance.Portal.Approvals.Postures;

/// <summary>What the log says of postures.</summary>
internal static class PostureEvents
{
    /// <summary>What pages that list postures listen to.</summary>
    public const string List = "postures";

    /// <summary>Who judges.</summary>
    public static Actor Job { get; } = Actor.OfJob("posture");

    /// <summary>Written when everything that was due has been judged.</summary>
    public const string FollowedAction = "posture.followed";

    /// <summary>What it is about.</summary>
    public const string Queue = "all-deployments";

    /// <summary>How often it is written.</summary>
    public static readonly TimeSpan FollowedEvery = TimeSpan.FromMinutes(30);

    /// <summary>Everything that was due has been judged.</summary>
    public static void Followed(ActionContext context) => context.AppendAs(Job, new AuditEvent(FollowedAction, Queue, []));

    /// <summary>When the log says so last; null when it never did.</summary>
    public static async Task<DateTimeOffset?> FollowedAtAsync(GovernanceDbContext db, CancellationToken ct) =>
        await LoggedFact.LastAsync(db, FollowedAction, ct) is { } last ? last.At : null;

    /// <summary>A deployment stands otherwise than before.</summary>
    public static void Changed(ActionContext context, Posture posture, Posture? before) =>
        context.AppendAs(
            Job,
            new AuditEvent(
                "posture.changed",
                posture.Id.ToString(),
                new JsonObject
                {
                    ["deployment"] = posture.Deployment?.ToString(),
                    ["model"] = posture.Model,
                    ["version"] = posture.Version,
                    ["environment"] = posture.Environment,
                    ["stage"] = posture.Stage is { } stage ? WireName.Of(stage) : null,
                    ["state"] = WireName.Of(posture.State),
                    ["before"] = before is null ? null : WireName.Of(before.State),
                    ["since"] = CanonicalJson.Time(posture.Since),
                    ["graceUntil"] = posture.GraceUntil is { } until ? CanonicalJson.Time(until) : null,
                    ["rules"] = new JsonArray([.. posture.Findings.Select(f => (JsonNode)f.Name)]),
                }
            )
            {
                Covers = [ModelName.Of(posture.Model, posture.Version), List, .. About(before)],
            }
        );

    /// <summary>Its deployment ended.</summary>
    public static void Ended(ActionContext context, Posture posture) =>
        context.AppendAs(
            Job,
            new AuditEvent(
                "posture.ended",
                posture.Id.ToString(),
                new JsonObject
                {
                    ["deployment"] = posture.Deployment?.ToString(),
                    ["model"] = posture.Model,
                    ["version"] = posture.Version,
                    ["state"] = WireName.Of(posture.State),
                }
            )
            {
                Covers = [ModelName.Of(posture.Model, posture.Version), List],
            }
        );

    private static string[] About(Posture? before) => before is null ? [] : [before.Id.ToString()];
}
