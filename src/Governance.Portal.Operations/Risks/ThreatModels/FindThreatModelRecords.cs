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
    private static readonly FormattableString s_title = $"Reviewed threat model";
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
                    s_title,
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
                ("version", Said($"{model.Id}, version {model.Number}")),
                ("reviewed_by", Written(model.ReviewedByName)),
                ("reviewed_at", Said($"{day}"))
            ),
            .. model
                .Decisions.Where(d => titles.ContainsKey(d.Threat))
                .Select(d =>
                    Row(
                        ("threat", Said($"{new PortalWords(titles[d.Threat].Rule.Title)}")),
                        ("element", Written(NameOf(model.Drawing, titles[d.Threat].Element))),
                        ("decision", Said(Words(d))),
                        ("reason", Written(d.Reason)),
                        ("decided_by", Written(d.ByName))
                    )
                ),
        ];
        return
        [
            new FoundRecord
            {
                Kind = Kind,
                Id = model.Id.ToString(),
                Title = s_title,
                Href = ThreatModelAddresses.Of(id),
                // What the reviewer saw, as the log names it.
                Sha256 = model.ContentSha256,
                By = model.ReviewedByName,
                At = model.ReviewedAt.Value,
                Rows = rows,
            },
        ];
    }

    private static FormattableString Words(ThreatDecision decision)
    {
        var words = new PortalWords(WireName.Of(decision.Kind).Replace('-', ' '));
        return decision.RiskId is { } risk ? $"{words} ({risk})" : (FormattableString)$"{words}";
    }

    private static string NameOf(SystemDrawing drawing, string key) =>
        drawing.Component(key)?.Name ?? drawing.Flows.FirstOrDefault(f => f.Key == key)?.Data ?? key;

    private static Dictionary<string, RecordValue> Row(params IEnumerable<(string Field, RecordValue? Value)> fields) =>
        fields.Where(f => f.Value is not null).ToDictionary(f => f.Field, f => f.Value!, StringComparer.Ordinal);

    private static RecordValue? Written(string? text) => string.IsNullOrWhiteSpace(text) ? null : RecordValue.Of(text);

    private static RecordValue Said(FormattableString sentence) => RecordValue.Of("", [sentence]);

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
