using Governance.Data;
using Governance.Domain.Cards;
using Governance.Domain.Compliance;
using Governance.Domain.Documents;
using Governance.Domain.Models;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Cards;

/// <summary>Fills a system card from the inventory, the signed classification, the registry and the risk register.</summary>
internal static class FillSystemCard
{
    private const int MaxLines = 40;

    public static async Task<Dictionary<string, Filled>> RunAsync(
        GovernanceDbContext db,
        AiSystem system,
        LawLibrary laws,
        CancellationToken ct
    )
    {
        var fields = new Dictionary<string, Filled>(StringComparer.Ordinal);
        var id = system.Id.ToString();
        var source = new FieldSource("registry", id, system.ChangedAt, null, ComplianceAddresses.System(system.Id));
        var owner = (await People.ByIdAsync(db, [system.Owner], ct)).GetValueOrDefault(system.Owner);
        Filled.Add(fields, "name", [Filled.Written(system.Name)], source);
        Filled.Add(fields, "intendedUse", [Filled.Written(system.Purpose)], source);
        Filled.Add(fields, "owner", [Filled.Written(owner?.Name)], source);
        Filled.Add(fields, "roles", system.Roles.Select(r => Ours(ComplianceLabels.Role(laws.Current, r))), source);
        Filled.Add(fields, "components", system.Components.Select(c => (FormattableString)$"{c.Name} {c.Version}, {c.Supplier}"), source);
        Filled.Add(fields, "affectedGroups", system.AffectedGroups.Select(Filled.Written), source);
        Filled.Add(fields, "countries", system.Countries.Select(Filled.Written), source);
        Filled.Add(fields, "decommissioning", [Filled.Written(system.DecommissioningPlan)], source);
        if (
            await db
                .Assessments.AsNoTracking()
                .Where(a => a.System == system.Id && (a.State == AssessmentState.Signed || a.State == AssessmentState.NeedsReview))
                .OrderByDescending(a => a.Id)
                .FirstOrDefaultAsync(ct) is
            { } assessment
        )
        {
            var classes = assessment
                .ClassList.Split(';', StringSplitOptions.RemoveEmptyEntries)
                .Select(c => Ours(ComplianceLabels.Class(c)));
            Filled.Add(
                fields,
                "classification",
                [.. classes, assessment.State is AssessmentState.NeedsReview ? (FormattableString)$"To be reviewed" : null],
                new FieldSource(
                    "assessment",
                    assessment.Id.ToString(),
                    assessment.SignedAt,
                    assessment.ResultSha256,
                    ComplianceAddresses.Classify(system.Id)
                )
            );
        }

        var versions =
            system.Models.Count == 0
                ? []
                : await db
                    .Versions.AsNoTracking()
                    .Where(v => system.Models.Contains(v.Model) && v.Stage == Stage.Production)
                    .Select(v => new
                    {
                        v.Model,
                        v.Version,
                        v.ManifestSha256,
                        v.RegisteredAt,
                    })
                    .ToListAsync(ct);
        Filled.Add(
            fields,
            "models",
            system.Models.Select(m =>
                versions.Find(v => v.Model == m) is { } used
                    ? $"{m} {used.Version} in production"
                    : (FormattableString)$"{m}, no version in production"
            ),
            [
                source,
                .. versions.Select(v => new FieldSource(
                    "registry",
                    ModelName.Of(v.Model, v.Version),
                    v.RegisteredAt,
                    v.ManifestSha256,
                    ModelAddresses.Version(v.Model, v.Version)
                )),
            ]
        );
        // Those of its models are the system's too, as in its technical file.
        var models = system.Models;
        var risks = await db
            .Risks.AsNoTracking()
            .Where(r => r.State == RiskState.Open && (r.SystemId == id || (r.Model != null && models.Contains(r.Model))))
            .OrderBy(r => r.Id)
            .Take(MaxLines)
            .ToListAsync(ct);
        Filled.Add(
            fields,
            "risks",
            risks.Select(r => (FormattableString)$"{r.Id} {r.Title}"),
            [.. risks.Select(r => new FieldSource("risks", r.Id.ToString(), r.ReviewedAt, null, $"/risks/{r.Id}"))]
        );
        return fields;
    }

    private static FormattableString Ours(string words) => $"{new PortalWords(words)}";
}
