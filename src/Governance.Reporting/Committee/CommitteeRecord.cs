using Governance.Localisation;
using Governance.Reporting.Dashboards;
using Governance.Reporting.Layout;
using Governance.Reporting.Manifests;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Committee;

/// <summary>
/// What a model risk committee reads before it meets: findings, decisions wanted, what changed in a period, risks against appetite,
/// incidents with their legal clocks, key figures and what is out of policy. Every row names its record.
/// </summary>
public sealed record CommitteeRecord : ReportRecord
{
    /// <summary>The subject as the API spells it, with the days of the period.</summary>
    public required string About { get; init; }

    /// <summary>The first instant of the period, which ends when the report is made.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>What is to be known first, the most serious first.</summary>
    public required IReadOnlyList<CommitteeFinding> Findings { get; init; }

    /// <summary>What waits for a decision, what is due first before the others.</summary>
    public required CommitteeRows<CommitteeDecision> Decisions { get; init; }

    /// <summary>What happened in the period, the newest first.</summary>
    public required CommitteeRows<CommitteeChange> Changes { get; init; }

    /// <summary>How often each kind of change happened in the period.</summary>
    public required IReadOnlyList<(string What, int Count)> Tally { get; init; }

    /// <summary>Open risks, the highest first.</summary>
    public required CommitteeRows<CommitteeRisk> Risks { get; init; }

    /// <summary>Incidents that are not over, and those closed in the period.</summary>
    public required CommitteeRows<CommitteeIncident> Incidents { get; init; }

    /// <summary>From when the law asks for reports of incidents, in a sentence; null where nothing is said of it.</summary>
    public string? ClockNote { get; init; }

    /// <summary>Key figures, as the overview has them.</summary>
    public required IReadOnlyList<DashboardItem> Figures { get; init; }

    /// <summary>How many deployments in production stand how to the policies.</summary>
    public required CommitteePosture Posture { get; init; }

    /// <summary>Deployments out of policy.</summary>
    public required CommitteeRows<CommitteeDeployment> OutOfPolicy { get; init; }

    /// <summary>What proves each record, by its id.</summary>
    public required IReadOnlyDictionary<string, EvidenceReference> Evidence { get; init; }

    public override string Kind => "committee-pack";

    public override string Title => "Committee pack";

    public override string Subject => About;

    public override string SubjectName => T["Model risk committee, {0}", PeriodWords];

    public override string? BundleDigest => null;

    public override IReadOnlyList<string> DraftReasons => Document.IsNamed ? [] : ["the organisation is not named"];

    internal string PeriodWords => T["{0} to {1}", Print.Date(From, Document.Zone), Print.Date(Document.MadeAt, Document.Zone)];

    internal override string SubjectMark => "";

    internal override Type Layout => typeof(CommitteeReport);

    public override EvidenceManifest Manifest()
    {
        // For programs, and so the same in every language.
        using var english = Languages.Use(Languages.Source);
        return new()
        {
            DocumentId = Document.Id,
            Kind = Kind,
            Subject = Subject,
            MadeAt = Document.MadeAt,
            Claims = CommitteeClaims.Of(this),
        };
    }

    public override byte[] Twin()
    {
        using var english = Languages.Use(Languages.Source);
        return CommitteeTwin.ToJson(this);
    }
}
