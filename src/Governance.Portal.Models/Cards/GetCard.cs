using Governance.Data;
using Governance.Domain;
using Governance.Domain.Cards;
using Governance.Localisation;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Cards;

/// <summary>
/// Reads a card: every field with where it comes from. A draft is filled from the records as they are now, a submitted one stays as it was.
/// </summary>
public sealed class GetCard(IDbContextFactory<GovernanceDbContext> dbFactory, LawLibrary laws)
{
    private const int MaxVersions = 100;

    /// <summary>The card.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="number">Which version; the newest when absent.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<CardView>> RunAsync(CardSubject subject, int? number, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(subject);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var all = db.Cards.AsNoTracking().Where(c => c.Subject == subject.Id);
        var card = await (number is null ? all.OrderByDescending(c => c.Number) : all.Where(c => c.Number == number)).FirstOrDefaultAsync(
            ct
        );
        if (card is null && number is not null and not 0)
        {
            return CardRefusals.NotFound;
        }

        var fields = card?.Content is { } content ? CardContent.FromBytes(subject.Kind, content) : await FieldsAsync(db, subject, card, ct);
        if (fields is null)
        {
            return (await subject.FindAsync(db, ct)).Refusal!;
        }

        var versions = await all.OrderByDescending(c => c.Number)
            .Take(MaxVersions)
            .Select(c => new CardVersion(c.Id, c.Number, c.State, c.ChangedAt))
            .ToListAsync(ct);
        return new CardView
        {
            Subject = subject.Id,
            Kind = subject.Kind,
            Id = card?.Id,
            Number = card?.Number ?? 0,
            State = card?.State ?? CardState.Draft,
            Fields = fields,
            ContentSha256 = card?.ContentSha256,
            SubmittedAt = card?.SubmittedAt,
            SubmittedBy = card?.SubmittedByName,
            ReviewedAt = card?.ReviewedAt,
            ReviewedBy = card?.ReviewedByName,
            Review = card?.Review?.Text,
            Versions = versions,
            Revision = card?.Revision ?? 0,
        };
    }

    /// <summary>What differs between two versions; of a draft the fields as they are now.</summary>
    public async Task<Result<IReadOnlyList<FieldDifference>>> DifferencesAsync(CardSubject subject, int from, int to, CancellationToken ct)
    {
        var before = await RunAsync(subject, from, ct);
        var after = await RunAsync(subject, to, ct);
        if ((before.Refusal ?? after.Refusal) is { } refusal)
        {
            return refusal;
        }

        var old = before.Value.Fields.ToDictionary(f => f.Key, StringComparer.Ordinal);
        return Result<IReadOnlyList<FieldDifference>>.Done([
            .. after
                .Value.Fields.Where(f => !f.Lines.SequenceEqual(old[f.Key].Lines, StringComparer.Ordinal))
                .Select(f => new FieldDifference(f.Key, f.Title, old[f.Key].Lines, f.Lines)
                {
                    SentencesBefore = old[f.Key].Sentences,
                    SentencesAfter = f.Sentences,
                }),
        ]);
    }

    /// <summary>Fields as they are now; null when there is no such subject.</summary>
    internal async Task<IReadOnlyList<FieldValue>?> FieldsAsync(
        GovernanceDbContext db,
        CardSubject subject,
        Card? card,
        CancellationToken ct
    )
    {
        var found = await subject.FindAsync(db, ct);
        if (!found.IsDone)
        {
            return null;
        }

        // What is filled in is kept and compared as programs read it; a page says it in the reader's language.
        using var english = Languages.Use(Languages.Source);
        var filled = found.Value.Version is { } version
            ? await FillModelCard.RunAsync(db, version, ct)
            : await FillSystemCard.RunAsync(db, found.Value.System!, laws, ct);
        var texts = (card?.Texts ?? []).ToDictionary(t => t.Field, StringComparer.Ordinal);
        return [.. CardTemplate.Of(subject.Kind).Select(f => Value(f, filled.GetValueOrDefault(f.Key), texts.GetValueOrDefault(f.Key)))];
    }

    // A record counts before a person's words: anyone who wants to say something else changes the record.
    private static FieldValue Value(CardField field, Filled? record, CardText? text) =>
        (record, text) switch
        {
            ({ } filled, _) => new FieldValue(
                field.Key,
                field.Title,
                field.Section,
                FieldStatus.FilledFromRecord,
                [.. filled.Lines.Select(Filled.English)],
                filled.Sources
            )
            {
                Sentences = filled.Lines,
            },
            (_, { } written) => new FieldValue(
                field.Key,
                field.Title,
                field.Section,
                written.Status,
                [.. written.Text.Split('\n')],
                [new FieldSource(written.Status is FieldStatus.Claimed ? "claim" : "person", written.ByName, written.At, null, null)]
            )
            {
                IsWritable = field.IsWritable,
            },
            _ => new FieldValue(field.Key, field.Title, field.Section, FieldStatus.Missing, [], []) { IsWritable = field.IsWritable },
        };
}
