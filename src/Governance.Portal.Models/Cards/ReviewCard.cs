using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Cards;
using Governance.Domain.Identity;
using Governance.Portal.Models.Registry;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Cards;

/// <summary>
/// Approves a card that others wrote, or returns it. An approved model card is added to the evidence of its version, where gates and
/// bundles find it.
/// </summary>
public sealed class ReviewCard(ActionRunner runner, AddEvidence evidence)
{
    /// <summary>What the reviewer decides.</summary>
    /// <param name="Decision"><c>approve</c> or <c>return</c>.</param>
    /// <param name="Reason">What has to change; optional with an approval.</param>
    /// <param name="ContentSha256">Digest of the fields they saw.</param>
    public sealed record Command(string? Decision, string? Reason, string? ContentSha256);

    /// <summary>Decides.</summary>
    public async Task<Result<CardId>> RunAsync(Actor actor, CardSubject subject, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(command);
        if (command.Decision is not ("approve" or "return"))
        {
            return CardRefusals.DecisionUnknown;
        }

        var approve = command.Decision == "approve";
        var version =
            approve && subject.Kind is CardKind.Model && subject.Id.Split('@', 2) is [var name, var number]
                ? (Model: name, Version: number)
                : default;
        if (version.Model is not null)
        {
            await evidence.PrepareAsync(version.Model, version.Version, ct);
        }

        return await runner.RunAsync<CardId>(
            actor,
            new Attempt(approve ? "card.approved" : "card.returned", subject.Id, Permission.ReviewCards) { LogEveryRefusal = true },
            async (context, cancel) =>
            {
                if (await WriteCard.NewestAsync(context.Db, subject, cancel) is not { } card)
                {
                    return CardRefusals.NotFound;
                }

                if (card.Decide(approve, command.Reason, command.ContentSha256, context.Access, context.Now) is { } refusal)
                {
                    return refusal;
                }

                await LogAsync(context, card, approve, cancel);
                return version.Model is null ? card.Id : await FileAsync(context, version, card, cancel);
            },
            ct
        );
    }

    // The approval and its evidence are recorded together or not at all.
    private async Task<Result<CardId>> FileAsync(
        ActionContext context,
        (string Model, string Version) version,
        Card card,
        CancellationToken ct
    )
    {
        var at = context.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var canonical = ForeignJson.Canonicalize(card.Content);
        if (canonical.Refusal is { } malformed)
        {
            return malformed;
        }

        var filed = await evidence.RecordAsync(
            context,
            new(version.Model, version.Version, "model-card", $"card {card.Id}", at),
            canonical.Value,
            ct
        );
        return filed.Refusal is { } refusal ? refusal : card.Id;
    }

    private static async Task LogAsync(ActionContext context, Card card, bool approve, CancellationToken ct)
    {
        var before = approve
            ? await context
                .Db.Cards.Where(c => c.Subject == card.Subject && c.Id != card.Id && c.State == CardState.Approved)
                .ToListAsync(ct)
            : [];
        before.ForEach(c => c.Supersede());
        context.Append(
            new AuditEvent(
                approve ? "card.approved" : "card.returned",
                card.Id.ToString(),
                new JsonObject
                {
                    ["of"] = card.Subject,
                    ["number"] = card.Number,
                    ["sha256"] = card.ContentSha256,
                    ["reasonSha256"] = card.Review?.Sha256,
                }
            )
            {
                Covers = [card.Subject, .. before.Select(c => c.Id.ToString())],
            }
        );
    }
}
