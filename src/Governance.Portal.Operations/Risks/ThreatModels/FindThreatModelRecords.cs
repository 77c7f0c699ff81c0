using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Documents;
using Governance.Domain.Threats;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>
/// Reviewed threat models as evidence that a system resists attack (Art. 15(5)): what is drawn or waits for its review is none.
/// </summary>
internal sealed class FindThreatModelRecords : IFindRecords
{
    private const string Kind = "threat_model";
    private const string Title = "Reviewed threat model";
    private const string ResistAttack = "OBL-15-5";

    public string Name => "Threat models";

    public IReadOnlyList<string> Kinds { get; } = [Kind];

    public async Task<IReadOnlyList<SystemEvidence>> NewestAsync(
        GovernanceDbContext db,
        IReadOnlyList<SystemVersions> systems,
        CancellationToken ct
    )
    {
        var ids = systems.Select(s => s.System).Distinct().ToList();
        var reviewed = await db
            .ThreatModels.AsNoTracking()
            .Where(m => ids.Contains(m.System) && m.State == ThreatModelState.Reviewed)
            .OrderBy(m => m.Id)
            .Select(m => new
            {
                m.Id,
                m.System,
                m.ReviewedAt,
            })
            .ToListAsync(ct);
        return
        [
            .. reviewed.Select(m => new SystemEvidence(
                m.System,
                new FoundEvidence(
                    Kind,
                    Title,
                    m.Id.ToString(),
                    ThreatModelAddresses.Of(m.System),
                    m.ReviewedAt!.Value,
                    m.System.ToString(),
                    OfServedVersion: true,
                    Live: false
                )
                {
                    Obligation = ResistAttack,
                }
            )),
        ];
    }

    public async Task<IReadOnlyList<FoundRecord>> FindAsync(GovernanceDbContext db, SystemScope scope, CancellationToken ct)
    {
        var id = scope.System.Id;
        if (
            await db.ThreatModels.AsNoTracking().SingleOrDefaultAsync(m => m.System == id && m.State == ThreatModelState.Reviewed, ct)
            is not { } model
        )
        {
            return [];
        }

        var titles = ThreatRules.For(model.Drawing).ToDictionary(t => t.Id, StringComparer.Ordinal);
        var day = Day(model.ReviewedAt!.Value);
        List<IReadOnlyDictionary<string, RecordValue>> rows =
        [
            Row(
                ("version", $"{model.Id}, version {model.Number.ToString(CultureInfo.InvariantCulture)}"),
                ("reviewed_by", model.ReviewedByName),
                ("reviewed_at", day)
            ),
            .. model
                .Decisions.Where(d => titles.ContainsKey(d.Threat))
                .Select(d =>
                    Row(
                        ("threat", titles[d.Threat].Rule.Title),
                        ("element", NameOf(model.Drawing, titles[d.Threat].Element)),
                        ("decision", Words(d)),
                        ("reason", d.Reason),
                        ("decided_by", d.ByName)
                    )
                ),
        ];
        return
        [
            new FoundRecord
            {
                Kind = Kind,
                Id = model.Id.ToString(),
                Title = Title,
                Href = ThreatModelAddresses.Of(id),
                // What the reviewer saw, as the log names it.
                Sha256 = model.ContentSha256,
                By = model.ReviewedByName,
                At = model.ReviewedAt.Value,
                Rows = rows,
            },
        ];
    }

    private static string Words(ThreatDecision decision)
    {
        var words = WireName.Of(decision.Kind).Replace('-', ' ');
        return decision.RiskId is { } risk ? $"{words} ({risk})" : words;
    }

    private static string NameOf(SystemDrawing drawing, string key) =>
        drawing.Component(key)?.Name ?? drawing.Flows.FirstOrDefault(f => f.Key == key)?.Data ?? key;

    private static Dictionary<string, RecordValue> Row(params IEnumerable<(string Field, string? Text)> fields) =>
        fields
            .Where(f => !string.IsNullOrWhiteSpace(f.Text))
            .ToDictionary(f => f.Field, f => RecordValue.Of(f.Text!), StringComparer.Ordinal);

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
