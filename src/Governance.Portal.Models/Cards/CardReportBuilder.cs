using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Cards;
using Governance.Domain.Documents;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Reports;
using Governance.Domain.Systems;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Reporting;
using Governance.Reporting.Cards;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Cards;

/// <summary>The newest version of a card as a report: a draft as the records are now, a submitted one as it was submitted.</summary>
internal sealed class CardReportBuilder(CardKind kind, GetCard get, IDbContextFactory<GovernanceDbContext> dbFactory, ContentStore store)
    : IReportBuilder
{
    public string Kind => kind is CardKind.Model ? "model-card" : "system-card";

    public Permission Shows => kind is CardKind.Model ? Permission.ReadRegistry : Permission.ReadCompliance;

    public async Task<IReadOnlyList<ReportChoice>> ChoicesAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (kind is CardKind.System)
        {
            var systems = await db
                .AiSystems.AsNoTracking()
                .OrderByDescending(s => s.Id)
                .Take(ReportKinds.MaxChoices)
                .Select(s => new { s.Id, s.Name })
                .ToListAsync(ct);
            return [.. systems.Select(s => new ReportChoice(s.Id.ToString(), Wording.Verbatim($"{s.Name} ({s.Id})")))];
        }

        var versions = await db
            .Versions.AsNoTracking()
            .OrderByDescending(v => v.RegisteredAt)
            .Take(ReportKinds.MaxChoices)
            .Select(v => new { v.Model, v.Version })
            .ToListAsync(ct);
        return [.. versions.Select(v => new ReportChoice(ModelName.Of(v.Model, v.Version), Wording.Verbatim($"{v.Model} {v.Version}")))];
    }

    public async Task<Result<string>> FindAsync(GovernanceDbContext db, string subject, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (kind is CardKind.System)
        {
            return !DisplayId.TryParse<SystemId>(subject, out var id)
                    ? ReportRefusals.SubjectUnknown($"A system card covers an AI system: name the system, such as SYS-0001.")
                : await db.AiSystems.AnyAsync(s => s.Id == id, ct) ? id.ToString()
                : ReportRefusals.SubjectUnknown($"There is no AI system {id}.");
        }

        var parts = subject.Split('@', 2);
        if (!ModelName.IsModel(parts[0]) || (parts.Length > 1 && !ModelName.IsVersion(parts[1])))
        {
            return ReportRefusals.SubjectUnknown(
                $"A model card covers a version: name the version, such as fraud-scorer@1.4.0, or the model for its version in production."
            );
        }

        var model = parts[0];
        if (parts.Length == 1)
        {
            // The one in use, else the newest: what a person who names no version means.
            var used = await db
                .Versions.AsNoTracking()
                .Where(v => v.Model == model)
                .OrderByDescending(v => v.Stage == Stage.Production)
                .ThenByDescending(v => v.RegisteredAt)
                .FirstOrDefaultAsync(ct);
            return used is null ? ReportRefusals.SubjectUnknown($"There is no version of {model}.") : used.Id;
        }

        var found = await VersionLookup.FindAsync(db, model, parts[1], ct);
        return found.IsDone ? found.Value.Id : ReportRefusals.SubjectUnknown($"There is no version {subject}.");
    }

    public async Task<ReportRecord> BuildAsync(string subject, ReportDocument document, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(document);
        var about = new CardSubject(kind, subject);
        var read = await get.RunAsync(about, null, ct);
        if (read.Refusal is { } refusal)
        {
            throw new ReportDataException(refusal.Message);
        }

        var card = read.Value;
        var withdrawn = await WithdrawnAsync(card, ct);
        var fields = card
            .Fields.Select(f =>
                f.Sources.Any(s => withdrawn.Contains(s.Id))
                    ? new FieldValue(f.Key, f.Title, f.Section, FieldStatus.Missing, [], [])
                    : WithDigests(f, card)
            )
            .ToList();
        return new CardRecord
        {
            Document = document,
            CardKind = kind,
            About = subject,
            AboutWords = Said("name") ?? subject,
            ClassWords = Classes(),
            Fields = fields,
            Standing = new CardStanding(
                card.Id?.ToString(),
                card.Number,
                CardLabels.Of(card.State),
                card.ContentSha256,
                card.State is CardState.Approved ? Approval(card) : null
            ),
            LastApproved = await LastApprovedAsync(about, card, ct),
            Gaps = await GapsAsync(card, ct),
        };

        string? Said(string key) => card.Fields.FirstOrDefault(f => f.Key == key) is { Lines: [var line, ..] } ? line : null;

        string? Classes() =>
            kind is CardKind.System
                ? card.Fields.FirstOrDefault(f => f.Key == "classification") is { Lines.Count: > 0 } field
                    ? string.Join(", ", field.Lines)
                    : null
                : Said("riskClass") is { } risk
                    ? $"risk class {risk}"
                    : null;
    }

    private static CardApproval Approval(CardView card) =>
        new(card.Number, card.ReviewedBy ?? "–", card.ReviewedAt ?? default, card.SubmittedBy);

    /// <summary>
    /// A source without a stored digest gets that of the submitted card for words of people, else one over the lines it stands for.
    /// </summary>
    private static FieldValue WithDigests(FieldValue field, CardView card) =>
        field with
        {
            Sources =
            [
                .. field.Sources.Select(s =>
                    s switch
                    {
                        { Sha256: not null } => s,
                        { Kind: "person" or "claim" } when card.ContentSha256 is { } submitted => s with { Sha256 = submitted },
                        _ => s with
                        {
                            Sha256 = FoundRecord.DigestOf(
                                s.Kind,
                                s.Id,
                                [
                                    new Dictionary<string, RecordValue>(StringComparer.Ordinal)
                                    {
                                        [field.Key] = RecordValue.Of(string.Join('\n', field.Lines)),
                                    },
                                ]
                            ),
                            IsComputed = true,
                        },
                    }
                ),
            ],
        };

    /// <summary>Evidence that the fields of a submitted card rest on and that was withdrawn since: what it said is a gap.</summary>
    private async Task<HashSet<string>> WithdrawnAsync(CardView card, CancellationToken ct)
    {
        var named = card
            .Fields.SelectMany(f => f.Sources)
            .Where(s => s.Kind == "evidence")
            .Select(s => DisplayId.TryParse<EvidenceId>(s.Id, out var id) ? id : default)
            .Distinct()
            .ToList();
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found =
            named.Count == 0
                ? []
                : await db
                    .Evidence.AsNoTracking()
                    .Where(e => named.Contains(e.Id) && e.WithdrawnAt != null)
                    .Select(e => e.Id)
                    .ToListAsync(ct);
        return [.. found.Select(id => id.ToString())];
    }

    private async Task<CardApproval?> LastApprovedAsync(CardSubject about, CardView card, CancellationToken ct)
    {
        if (card.State is CardState.Approved || card.Versions.FirstOrDefault(v => v.State is CardState.Approved) is not { } approved)
        {
            return null;
        }

        var read = await get.RunAsync(about, approved.Number, ct);
        return read.IsDone ? Approval(read.Value) : null;
    }

    /// <summary>Evidence that is gone or was altered must not stand behind a number: its stored bytes are hashed again.</summary>
    private async Task<IReadOnlyList<SectionGap>> GapsAsync(CardView card, CancellationToken ct)
    {
        var gaps = new List<SectionGap>();
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        foreach (var field in card.Fields)
        {
            foreach (var source in field.Sources.Where(s => s.Kind == "evidence"))
            {
                if (!DisplayId.TryParse<EvidenceId>(source.Id, out var id) || source.Sha256 is not { } sha256)
                {
                    continue;
                }

                var stored = await db.Evidence.AsNoTracking().Where(e => e.Id == id).Select(e => e.Sha256).SingleOrDefaultAsync(ct);
                if (stored != sha256 || !await store.HasAsync(sha256, ct))
                {
                    gaps.Add(new SectionGap(field.Title, $"The file of {source.Id} is not in the store."));
                }
                else if ((await store.RehashAsync(sha256, ct))?.Sha256 != sha256)
                {
                    gaps.Add(new SectionGap(field.Title, $"The file of {source.Id} was altered in the store."));
                }
            }
        }

        return gaps;
    }
}
