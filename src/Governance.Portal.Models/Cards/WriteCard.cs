using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Cards;
using Governance.Domain.Identity;
using Governance.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Cards;

/// <summary>Writes texts of a card, submits it, and takes the texts of a card made elsewhere as its author's claims.</summary>
public sealed class WriteCard(ActionRunner runner, GetCard get)
{
    /// <summary>Fields of ours that a heading of a card made elsewhere speaks of.</summary>
    private static readonly Dictionary<string, string> s_headings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["intended-uses"] = "intendedUse",
        ["intended-use"] = "intendedUse",
        ["uses"] = "intendedUse",
        ["direct-use"] = "intendedUse",
        ["model-description"] = "architecture",
        ["model-details"] = "architecture",
        ["architecture"] = "architecture",
        ["out-of-scope-use"] = "outOfScope",
        ["limitations"] = "limitations",
        ["bias-risks-and-limitations"] = "limitations",
        ["limitations-and-bias"] = "limitations",
        ["ethical-considerations"] = "ethicalConsiderations",
        ["environmental-impact"] = "environment",
        ["training-data"] = "dataLimits",
        ["license"] = "licence",
        ["users"] = "users",
    };

    /// <summary>Writes texts; a null takes one away. The first text after an approval begins a new version.</summary>
    public Task<Result<CardId>> RunAsync(Actor actor, CardSubject subject, IReadOnlyDictionary<string, NewText> texts, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(texts);
        return runner.RunAsync<CardId>(
            actor,
            new Attempt("card.written", subject.Id, Permission.WriteCards),
            (context, cancel) => WriteAsync(context, subject, texts, "card.written", cancel),
            ct
        );
    }

    /// <summary>Takes the texts of a Hugging Face card as claims: what a person wrote here stays.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="markdown">The card with its front matter.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<CardId>> ImportAsync(Actor actor, CardSubject subject, ReadOnlyMemory<byte> markdown, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (!CardClaims.TryRead(markdown, out var sections, out var problem))
        {
            return CardRefusals.ImportNotReadable(Sentence.Ours(problem));
        }

        var writable = CardTemplate.Of(subject.Kind).Where(f => f.IsWritable).Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        var claims = new Dictionary<string, NewText>(StringComparer.Ordinal);
        foreach (var (heading, text) in sections)
        {
            if (
                s_headings.GetValueOrDefault(
                    heading.Replace("&", "", StringComparison.Ordinal).Replace("--", "-", StringComparison.Ordinal)
                )
                    is { } key
                && writable.Contains(key)
                && !claims.ContainsKey(key)
            )
            {
                claims[key] = new NewText(text.Length <= SaltedText.MaxLength ? text : text[..SaltedText.MaxLength], FieldStatus.Claimed);
            }
        }

        if (claims.Count == 0)
        {
            return CardRefusals.ImportNotReadable($"it has no section that matches a field of this card");
        }

        return await runner.RunAsync<CardId>(
            actor,
            new Attempt("card.imported", subject.Id, Permission.WriteCards),
            async (context, cancel) =>
            {
                var open = await NewestAsync(context.Db, subject, cancel);
                var written = (open?.Texts ?? [])
                    .Where(t => t.Status is not FieldStatus.Claimed)
                    .Select(t => t.Field)
                    .ToHashSet(StringComparer.Ordinal);
                var fresh = claims.Where(c => !written.Contains(c.Key)).ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);
                return await WriteAsync(context, subject, fresh, "card.imported", cancel);
            },
            ct
        );
    }

    /// <summary>Asks for a review of the fields as they stand.</summary>
    public Task<Result<CardId>> SubmitAsync(Actor actor, CardSubject subject, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return runner.RunAsync<CardId>(
            actor,
            new Attempt("card.submitted", subject.Id, Permission.WriteCards),
            async (context, cancel) =>
            {
                var card = await NewestAsync(context.Db, subject, cancel);
                if (card is null || await get.FieldsAsync(context.Db, subject, card, cancel) is not { } fields)
                {
                    return CardRefusals.NotFound;
                }

                if (card.Submit(CardContent.ToBytes(subject, card.Number, fields), context.Access, context.Now) is { } refusal)
                {
                    return refusal;
                }

                context.Append(
                    new AuditEvent(
                        "card.submitted",
                        card.Id.ToString(),
                        new JsonObject
                        {
                            ["of"] = card.Subject,
                            ["number"] = card.Number,
                            ["sha256"] = card.ContentSha256,
                            ["missing"] = fields.Count(f => f.Status is FieldStatus.Missing),
                        }
                    )
                    {
                        Covers = [card.Subject],
                    }
                );
                return card.Id;
            },
            ct
        );
    }

    internal static Task<Card?> NewestAsync(GovernanceDbContext db, CardSubject subject, CancellationToken ct) =>
        db.Cards.Where(c => c.Subject == subject.Id).OrderByDescending(c => c.Number).FirstOrDefaultAsync(ct);

    private static async Task<Result<CardId>> WriteAsync(
        ActionContext context,
        CardSubject subject,
        IReadOnlyDictionary<string, NewText> texts,
        string action,
        CancellationToken ct
    )
    {
        if ((await subject.FindAsync(context.Db, ct)).Refusal is { } unknown)
        {
            return unknown;
        }

        var card = await NewestAsync(context.Db, subject, ct);
        if (card is null or { State: CardState.Approved or CardState.Superseded })
        {
            card = Card.Begin(await context.Db.NextIdAsync<CardId>(ct), subject.Kind, subject.Id, card, context.Now);
            context.Db.Cards.Add(card);
        }

        var changed = card.Write(texts, context.Access, context.Now);
        if (changed.Refusal is { } refusal)
        {
            return refusal;
        }

        context.Append(
            new AuditEvent(
                action,
                card.Id.ToString(),
                new JsonObject
                {
                    ["of"] = card.Subject,
                    ["number"] = card.Number,
                    ["fields"] = new JsonArray([.. changed.Value.Select(f => (JsonNode)f)]),
                }
            )
            {
                Covers = [card.Subject],
            }
        );
        return card.Id;
    }
}
