using Governance.Domain.Kpis;

namespace Governance.Portal.Compliance.Reports;

/// <summary>What a kind of report is, for someone who looks for the right one.</summary>
/// <param name="Group">Whom it serves.</param>
/// <param name="AskedBy">Who asks for it.</param>
/// <param name="Contains">What is in it.</param>
/// <param name="Form">What one gets: how long it becomes depends on what is on record, and its own pages say it.</param>
internal sealed record ReportAbout(string Group, string AskedBy, string Contains, string Form)
{
    private const string Authorities = "Authorities and notified bodies";
    private const string Management = "Management and committees";
    private const string Auditors = "Auditors and validators";
    private const string People = "Users and affected people";

    private const string Document = "Document, sealed as PDF";
    private const string File = "Machine-readable file";

    // A kind that came later than its text is offered all the same.
    private static readonly ReportAbout s_other = new("Other documents", "", "", "");

    /// <summary>The groups in the order in which they are shown.</summary>
    public static IReadOnlyList<string> Groups { get; } = [Authorities, Management, Auditors, People, s_other.Group];

    /// <summary>What a kind is.</summary>
    public static ReportAbout Of(string kind) =>
        kind switch
        {
            "annex-iv" => new(
                Authorities,
                "Market surveillance authorities and notified bodies, Art. 11",
                "Purpose, development, data, performance, oversight, risks and standards, point by point; gaps are printed as gaps",
                Document
            ),
            "declaration-of-conformity" => new(
                Authorities,
                "Authorities and customers, Art. 47",
                "Provider, system, the statement of conformity, standards and signature",
                Document
            ),
            "registration" => new(
                Authorities,
                "The EU database, Art. 49",
                "The fields of Annex VIII as they are on record, with what is still missing",
                Document
            ),
            "fria" => new(
                Authorities,
                "Market surveillance authorities, Art. 27",
                "How the system is used, who is affected, the risks to fundamental rights and the measures",
                Document
            ),
            "serious-incident" => new(
                Authorities,
                "Market surveillance authorities, Art. 73",
                "What happened, when it became known, who is affected, causes and corrective action",
                Document
            ),
            "pmm-plan" => new(
                Authorities,
                "Authorities, as part of the technical documentation, Art. 72",
                "What is monitored, how often, by whom, and what follows from a finding",
                Document
            ),
            "pmm-report" => new(
                Management,
                "Owners and authorities, Art. 72",
                "Performance, drift, fairness, alerts and incidents of a period, with what was done",
                Document
            ),
            "committee-pack" => new(
                Management,
                "The model risk committee",
                "Decisions to take, risks above appetite, incidents, key figures and what changed in the period",
                Document
            ),
            GroupFigure.ReportKind => new(
                Management,
                "The holding company that this organisation belongs to",
                "Counts of models, approvals, alerts, incidents, risks and obligations, for the holding company to consolidate",
                File
            ),
            "competences" => new(
                Management,
                "Management, auditors and authorities, Art. 4",
                "AI literacy by role, what is required of whom, gaps, and confirmed training",
                Document
            ),
            "risk-register" => new(
                Management,
                "Risk committees and auditors",
                "Every open risk with its scores, owner, treatment and acceptance, and the number of risks in each band",
                Document
            ),
            "drift" => new(
                Auditors,
                "Validators and model owners",
                "Drift by feature and window, performance over time, alerts and the method",
                Document
            ),
            "validation" => new(
                Auditors,
                "Model risk management and supervisors",
                "Scope, tests, findings with severity, conclusion and signatures of a validation",
                Document
            ),
            "approval-record" => new(
                Auditors,
                "Internal and external auditors",
                "One request with its gates, evidence, signatures and every entry of the log",
                Document
            ),
            "audit-extract" => new(
                Auditors,
                "Internal and external auditors",
                "Entries of the log about one record, with their positions and leaf hashes",
                Document
            ),
            "oscal" => new(Auditors, "Tools for governance, risk and compliance", "Results of controls in the format of NIST OSCAL", File),
            "nist-ai-rmf" => new(
                Auditors,
                "Auditors and customers who follow the NIST AI RMF",
                "Each outcome of Govern, Map, Measure and Manage with the evidence on record",
                Document
            ),
            "iso-42001" => new(
                Auditors,
                "Certification bodies",
                "The controls of Annex A: applied or not, why, and the evidence on record",
                Document
            ),
            "model-card" => new(
                People,
                "Users of a model and reviewers",
                "Purpose, limits, data, performance, fairness and oversight of one version",
                Document
            ),
            "system-card" => new(
                People,
                "Deployers and the public",
                "What the system does, whom it affects, its limits and who oversees it",
                Document
            ),
            "explanation" => new(
                People,
                "A person about whom a decision was made, Art. 86",
                "The decision, the main reasons, the role of the system and how to complain",
                Document
            ),
            _ => s_other,
        };
}
