using System.Runtime.CompilerServices;
using Governance.Domain.Documents;
using Governance.Reporting.Documents;
using Governance.Reporting.Incidents;

namespace Governance.Reporting.Tests.Documents;

/// <summary>Documents with every shape of table and picture.</summary>
internal static class DocumentSamples
{
    private static readonly string[] s_features = ["sex", "age_band", "income_monthly", "destination_age_days", "employment_type"];

    /// <summary>A technical file with risks, drift of features, fairness printed twice, and postures.</summary>
    public static DocumentRecord Technical()
    {
        var record = DocumentHtmlTests.Record();
        var risks = DocumentHtmlTests.Point("AIV-R", "Annex IV(5)", "Risks", "risk_register", "risk_id") with
        {
            Records = [new PointRecord("risk_register", ["risk_id", "inherent_score", "residual_score", "treatment"])],
        };
        var drift = DocumentHtmlTests.Point("PMM-2", "Art. 72", "Indicators", "drift_monitoring", "metric") with
        {
            Records = [new PointRecord("drift_monitoring", ["metric", "value", "threshold", "alert"])],
        };
        var fairness = DocumentHtmlTests.Point("AIV-2g", "Annex IV(2)(g)", "Testing", "fairness_report", "values");
        var again = DocumentHtmlTests.Point("AIV-3", "project choice", "Accuracy by group", "fairness_report", "values");
        var posture = DocumentHtmlTests.Point("PMM-9", "Art. 72", "Compliance with policies", "policy_posture", "state") with
        {
            Records = [new PointRecord("policy_posture", ["deployment", "state"])],
        };
        IReadOnlyList<FoundRecord> found =
        [
            Found("risk_register", "RSK-0001", $"{"Income shift breaks calibration."}", [Risk("Income shift breaks calibration.", 16, 16)]),
            Found("risk_register", "RSK-0002", $"{"Reviewers follow the score"}", [Risk("Reviewers follow the score", 12, null)]),
            Found("drift_monitoring", "WIN-0027", $"Newest monitoring window of {"credit-default@2.0.0"}", [.. s_features.Select(Drift)]),
            Found("fairness_report", "EVD-0008", $"Fairness report", [Fairness()]),
            Found("policy_posture", "postures:DEP-0003", $"How {"DEP-0003"} complied with the policies", [Posture()]),
        ];
        var points = new[] { risks, drift, fairness, again, posture };
        return record with
        {
            Plan = record.Plan with
            {
                Groups = [.. record.Plan.Groups, .. points.Select(p => new DocumentGroup(p.Id, p.Ref, p.Title, [p]))],
            },
            Points = [.. record.Points, .. points.Select(p => FilledPoint.Of(p, null, found, k => k))],
            Consistency =
            [
                new(
                    "RISKS",
                    "Every risk that stays high is accepted.",
                    Agrees: false,
                    RecordValue.Of("", [$"Not accepted by signature: {"RSK-0001"}."])
                ),
            ],
            KindNames = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["risk_register"] = "Risk register",
                ["drift_monitoring"] = "Drift monitoring",
                ["fairness_report"] = "Fairness report",
                ["policy_posture"] = "Policy status",
            },
        };
    }

    /// <summary>The report of a serious incident, still without its clocks.</summary>
    public static DocumentRecord Incident()
    {
        var record = DocumentHtmlTests.Record();
        var point = DocumentHtmlTests.Point("SR-3", "Art. 73(2)", "When it happened", "incident_record", "occurred_at");
        var plan = record.Plan with
        {
            Kind = "serious-incident",
            Title = "Serious incident report",
            Groups = [new DocumentGroup("SR-3", "Art. 73(2)", "When it happened", [point])],
        };
        var facts = new IncidentFacts
        {
            Id = "INC-0003",
            Title = "Applicants under 25 were declined",
            Sha256 = Samples.Sha("incident"),
            OccurredAt = Samples.Now.AddDays(-3),
            RecordedAt = Samples.Now.AddDays(-2),
            Awareness = [new("Provider", Samples.Now.AddDays(-2))],
            HarmCategories = [$"{new PortalWords("Breach of Union-law duties protecting fundamental rights (Art. 3(49)(c))")}"],
            Severity = "high",
            Clocks = [new("15-day clock", "Art. 73(2)", Samples.Now.AddDays(13), null, null)],
        };
        return record with { Plan = plan, Points = SeriousIncidentReport.Fill(plan, facts, [], _ => null, k => k, first: true) };
    }

    private static FoundRecord Found(
        string kind,
        string id,
        FormattableString title,
        IReadOnlyList<IReadOnlyDictionary<string, RecordValue>> rows
    ) =>
        new()
        {
            Kind = kind,
            Id = id,
            Title = title,
            Sha256 = Samples.Sha(id),
            At = Samples.Now.AddDays(-1),
            Rows = rows,
        };

    private static Dictionary<string, RecordValue> Risk(string title, int before, int? with) =>
        new(StringComparer.Ordinal)
        {
            ["risk_id"] = RecordValue.Of(title),
            ["inherent_score"] = RecordValue.Of([new("inherent score", $"{before}")]),
            ["residual_score"] = with is { } left ? RecordValue.Of([new("residual score", $"{left}")]) : Said("not assessed"),
            ["treatment"] = Said("Reduce"),
        };

    private static Dictionary<string, RecordValue> Drift(string feature, int index) =>
        new(StringComparer.Ordinal)
        {
            ["metric"] = RecordValue.Of("", [$"Drift of {feature}"]),
            ["value"] = RecordValue.Of([new($"drift of {feature}", $"0.{index}5")]),
            ["threshold"] = RecordValue.Of(
                "",
                [
                    FormattableStringFactory.Create(
                        "Only if statistically significant: moderate drift from a PSI of {0}, a KS statistic of {1}, a Wasserstein "
                            + "distance of {2} sd (decile bins), a Cramér's V of {3} or {4} new categories; major drift from a PSI of {5}",
                        new PortalWords("0.10"),
                        new PortalWords("0.10"),
                        new PortalWords("0.10"),
                        new PortalWords("0.10"),
                        "5 %",
                        new PortalWords("0.25")
                    ),
                ]
            ),
            ["alert"] = Said(index > 1 ? "Major" : "Stable"),
        };

    private static Dictionary<string, RecordValue> Fairness() =>
        new(StringComparer.Ordinal)
        {
            ["values"] = RecordValue.Of([
                new("sex, demographic parity difference", "0.0035"),
                new("sex female, selection rate", "0.3394", "0.3157", "0.3639", 1479),
                new("sex male, selection rate", "0.336", "0.3127", "0.3601", 1521),
                new("age_band 18-24, selection rate", "0.3358", "0.2917", "0.383", 408),
            ]),
        };

    private static Dictionary<string, RecordValue> Posture() =>
        new(StringComparer.Ordinal)
        {
            ["deployment"] = RecordValue.Of("DEP-0003: credit-default@2.0.0 in production"),
            ["state"] = RecordValue.Of("", [$"Out of policy since {"3 Nov 2026"}"]),
        };

    private static RecordValue Said(string words) => RecordValue.Of(new PortalWords(words));
}
