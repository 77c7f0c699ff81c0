using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Documents;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Documents.Records;

/// <summary>The open risks of the system and of its models; each stands on its kept revision.</summary>
internal sealed class FindRiskRecords : IFindRecords
{
    private const string Kind = "risk_register";
    private const int Most = 500;

    public string Name => "Risk register";

    public IReadOnlyList<string> Kinds { get; } = [Kind];

    /// <summary>
    /// One piece of a system: its open risks as they stand. The register lives, so a risk that changes replaces no accepted record.
    /// </summary>
    public async Task<IReadOnlyList<SystemEvidence>> NewestAsync(
        GovernanceDbContext db,
        IReadOnlyList<SystemVersions> systems,
        CancellationToken ct
    )
    {
        var ids = systems.Select(s => s.System.ToString()).ToList();
        var models = systems.SelectMany(s => s.Models).Distinct(StringComparer.Ordinal).ToList();
        var risks = await db
            .Risks.AsNoTracking()
            .Where(r =>
                r.State == RiskState.Open
                && ((r.SystemId != null && ids.Contains(r.SystemId)) || (r.Model != null && models.Contains(r.Model)))
            )
            .GroupBy(r => new { r.SystemId, r.Model })
            .Select(g => new
            {
                g.Key.SystemId,
                g.Key.Model,
                At = g.Max(r => r.ReviewedAt),
            })
            .ToListAsync(ct);
        return
        [
            .. from system in systems
            let own = risks.FindAll(r =>
                r.SystemId == system.System.ToString() || (r.Model is { } model && system.Models.Contains(model, StringComparer.Ordinal))
            )
            where own.Count > 0
            select new SystemEvidence(
                system.System,
                new FoundEvidence(
                    Kind,
                    $"Open risks of the register",
                    $"risks:{system.System}",
                    $"/risks?system={system.System}",
                    own.Max(r => r.At),
                    system.System.ToString(),
                    OfServedVersion: true,
                    Live: true
                )
            ),
        ];
    }

    public async Task<IReadOnlyList<FoundRecord>> FindAsync(GovernanceDbContext db, SystemScope scope, CancellationToken ct)
    {
        var (system, models) = (scope.System.Id.ToString(), scope.Models);
        var risks = await db
            .Risks.AsNoTracking()
            .Where(r => r.State == RiskState.Open && (r.SystemId == system || (r.Model != null && models.Contains(r.Model))))
            .OrderByDescending(r => r.ResidualScore ?? r.InherentScore)
            .ThenBy(r => r.Id)
            .Take(Most)
            .ToListAsync(ct);
        return await RecordsAsync(db, risks, scope.Now, ct);
    }

    /// <summary>The records of some risks.</summary>
    public static async Task<IReadOnlyList<FoundRecord>> RecordsAsync(
        GovernanceDbContext db,
        IReadOnlyList<Risk> risks,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var ids = risks.Select(r => r.Id).ToList();
        var kept = await db
            .RiskVersions.AsNoTracking()
            .Where(v => ids.Contains(v.Risk))
            .Select(v => new
            {
                v.Risk,
                v.Revision,
                v.At,
                v.Sha256,
            })
            .ToListAsync(ct);
        var people = await People.ByIdAsync(db, risks.Select(r => r.Owner).Distinct(), ct);
        return
        [
            .. from risk in risks
            let revision = kept.Find(v => v.Risk == risk.Id && v.Revision == risk.Revision)
                ?? throw new FormatException($"Revision {risk.Revision} of {risk.Id} was not kept.")
            select new FoundRecord
            {
                Kind = Kind,
                Id = risk.Id.ToString(),
                Title = $"{risk.Title}",
                IsAccepted = risk.Acceptance?.Counts(now) is true,
                Href = $"/risks/{risk.Id}",
                Sha256 = revision.Sha256,
                By = NameOf(people, risk.Owner),
                // A change or a signal since the last review is in what is printed: so is its time.
                At = revision.At,
                Rows = [Row(risk, NameOf(people, risk.Owner), now)],
            },
        ];
    }

    private static string NameOf(IReadOnlyDictionary<UserId, Person> people, UserId id) =>
        people.TryGetValue(id, out var person) ? person.Name : id.ToString();

    private static IReadOnlyDictionary<string, RecordValue> Row(Risk risk, string owner, DateTimeOffset now)
    {
        var fields = new Fields()
            .Text("risk_id", risk.Title)
            .Said("category", Words(WireName.Of(risk.Category)))
            .Text("cause", risk.Cause)
            .Text("consequence", risk.Consequence)
            .Measures("inherent_score", [Score("inherent score", risk.InherentScore)])
            .Sentences("controls", "; ", [.. risk.Mitigations.Select(m => Control(m.Text, m.InPlaceSince))])
            .Said("treatment", risk.Treatment is { } treatment ? Words(WireName.Of(treatment)) : null)
            .Text("owner", owner)
            .Sentence("review_date", risk.ReviewAt < now ? $"{Day(risk.ReviewAt)}, past due" : (FormattableString)$"{Day(risk.ReviewAt)}")
            .Sentence("acceptance", Accepted(risk, now));
        return risk.ResidualScore is { } residual
            ? fields.Measures("residual_score", [Score("residual score", residual)]).Row
            : fields.Said("residual_score", "not assessed").Row;
    }

    private static RecordMeasure Score(string name, int score) => new(name, score.ToString(CultureInfo.InvariantCulture));

    private static FormattableString Accepted(Risk risk, DateTimeOffset now) =>
        risk.Acceptance is { } acceptance && acceptance.Counts(now)
            ? $"Accepted by {Both([.. acceptance.Signatures.Select(s => s.Attestation.PrintedName)])} until {Day(acceptance.ExpiresAt)}"
            : (FormattableString)$"Not accepted";

    private static FormattableString Both(IReadOnlyList<string> names) =>
        names.Skip(1).Aggregate((FormattableString)$"{names[0]}", (all, next) => $"{all} and {next}");

    private static FormattableString Control(string text, DateTimeOffset? inPlaceSince) =>
        inPlaceSince is { } since ? $"{text} (in place since {Day(since)})" : (FormattableString)$"{text} (planned)";

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>The word for a category, a treatment, a band or a state of a risk, from its name in the API.</summary>
    internal static string Words(string wire) =>
        wire == "security-adversarial" ? "Security and adversarial attacks" : SentenceCase.OfName(wire);
}
