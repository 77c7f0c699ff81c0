using System.Security.Cryptography;
using System.Text;
using Governance.Localisation;
using Governance.Reporting.Approvals;
using Governance.Reporting.Drift;
using Stage = Governance.Domain.Models.Stage;

namespace Governance.Reporting.Tests;

/// <summary>Records as the portal would gather them.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 8, 42, 17, TimeSpan.Zero);
    private static readonly TimeZoneInfo s_copenhagen = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    public static string Sha(string of) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(of)));

    public static ReportDocument Document(string id = "REP-0042") =>
        new()
        {
            Id = id,
            MadeAt = Now,
            MadeBy = "Amara Nwosu",
            Installation = "Meridian Retail Bank",
            Zone = s_copenhagen,
            Log = new(48_231, Now.AddMinutes(-2), Sha("root")),
        };

    public static ApprovalRecord Approval()
    {
        var bundle = Bundle();
        var digest = Convert.ToHexStringLower(SHA256.HashData(bundle));
        return new()
        {
            Document = Document(),
            PromotionId = "APR-2141",
            Model = new(
                "network-intrusion",
                "Network intrusion detector",
                "3.4.0",
                Sha("version"),
                "high",
                new("USR-0007", "Jonas Lindqvist"),
                "Flags network connections for review by the security operations centre.",
                "https://git.example/ml/network-intrusion",
                "9f1c2e7a"
            ),
            From = "staging",
            To = "production",
            State = "deployed",
            Requester = new("USR-0003", "Mei Tanaka"),
            Reason = "Retrained on October traffic. False negative rate on probes falls from 6.1 % to 3.6 %.",
            RequestedAt = Now.AddDays(-2),
            DueAt = Now.AddDays(1),
            ExpiresAt = Now.AddDays(12),
            DecidedAt = Now.AddHours(-3),
            ProductionVersion = "3.3.2",
            Bundle = new(digest, bundle),
            Artifact = new(Sha("artifact"), 48_392_113, "application/octet-stream"),
            GateRun = Gate(),
            RequiredRoles = ["security", "legal", "owner"],
            SignOffs = SignOffs(digest),
            Custody = Custody(),
            Datasets =
            [
                new("nsl-kdd-train", "2026-10", "training", Sha("train")),
                new("nsl-kdd-test", "2026-10", "test", Sha("test")),
                new("production-october", "2026-10", "reference", Sha("reference")),
            ],
            Dependencies =
            [
                new("scikit-learn", "1.5.2", "BSD-3-Clause"),
                new("numpy", "2.1.3", "BSD-3-Clause"),
                new("onnxruntime", "1.20.0", "MIT"),
                new("internal-features", "4.2.0", null),
            ],
            Metrics =
            [
                new("auc", 0.9871, 22_544, 0.9852, 0.9889, new("EVD-0112", "validation", Sha("validation"))),
                new("fpr", 0.0241, 9_711, 0.0212, 0.0273, new("EVD-0112", "validation", Sha("validation"))),
                new("fnr", 0.0362, 12_833, 0.0331, 0.0396, new("EVD-0112", "validation", Sha("validation"))),
                new("demographic_parity_ratio", null, UndefinedReason: "the smallest group has 12 rows, fewer than 30"),
                new("rows_scored_per_second", 18_250),
            ],
            Evidence =
            [
                new("EVD-0112", "validation", "evaluate.py 2.1", Now.AddDays(-3), "Mei Tanaka", Sha("validation")),
                new("EVD-0113", "fairness", "governance analyze 0.1.0", Now.AddDays(-3), "Mei Tanaka", Sha("fairness")),
                new("EVD-0114", "explainability", "shap 0.46", Now.AddDays(-3), "Mei Tanaka", Sha("explainability")),
                new("EVD-0115", "sbom", "syft 1.14", Now.AddDays(-3), "key KEY-0003", Sha("sbom")),
                new("EVD-0116", "model-card", null, Now.AddDays(-2), "Jonas Lindqvist", Sha("card")),
            ],
            Waivers =
            [
                new(
                    "WVR-0004",
                    "fairness-region",
                    "Priya Raman",
                    "Too few rows from two regions. Collected by 21 December and evaluated again.",
                    Now.AddDays(31),
                    Sha("waiver")
                ),
            ],
            Risks =
            [
                new("RSK-0097", "Drift in connection durations after the firewall change", 9),
                new("RSK-0112", "Analysts follow the score unread", 6),
            ],
            Deployments = [new("DEP-0088", "production", "eu-north-1", Now.AddHours(-2), "Mei Tanaka", Sha("configuration"), "3.3.2")],
        };
    }

    public static ApprovalRecord OpenApproval() =>
        Approval() with
        {
            State = "open",
            DecidedAt = null,
            Deployments = [],
            SignOffs = [.. Approval().SignOffs.Where(signOff => signOff.Role != "owner")],
        };

    public static DriftReportRecord Drift()
    {
        var windows = Enumerable
            .Range(0, 8)
            .Select(index => new DriftWindow(
                $"WIN-{index + 101:0000}",
                Now.AddDays((index - 8) * 7),
                Now.AddDays((index - 7) * 7),
                12_000 + (index * 131),
                index == 7 ? 0 : 11_400 + (index * 120),
                Sha($"window {index}")
            ))
            .ToList();
        (string Name, string Type, double Start, double Slope)[] features =
        [
            ("dst_bytes", "numeric", 0.04, 0.045),
            ("src_bytes", "numeric", 0.02, 0.012),
            ("duration", "numeric", 0.03, 0.021),
            ("service", "categorical", 0.05, 0.031),
            ("protocol_type", "categorical", 0.01, 0.001),
            ("count", "numeric", 0.02, 0.004),
            ("srv_count", "numeric", 0.02, 0.006),
            ("flag", "categorical", 0.03, 0.002),
        ];
        return new()
        {
            Document = Document("REP-0043"),
            Model = "network-intrusion",
            DisplayName = "Network intrusion detector",
            Version = "3.4.0",
            RiskClass = "high",
            Reference = new("WIN-0100", Now.AddDays(-90), Now.AddDays(-60), 125_973, 125_973, Sha("reference window")),
            Windows = windows,
            Features =
            [
                .. features.Select(feature => new DriftFeature(
                    feature.Name,
                    feature.Type,
                    [.. windows.Select((_, index) => Cell(feature.Type, feature.Start + (feature.Slope * index)))]
                )),
                new(
                    "connection_id",
                    "categorical",
                    [
                        .. windows.Select(_ => new DriftCell
                        {
                            Verdict = "skipped",
                            Reason = "identifier: more than 95 % of the values are distinct",
                        }),
                    ]
                ),
            ],
            Performance =
            [
                .. windows.Select(
                    (window, index) =>
                        window.Labelled == 0
                            ? new DriftPerformance(window.Id, null, null, null, "labels arrive after 36 h")
                            : new DriftPerformance(
                                window.Id,
                                new(0.987 - (index * 0.004), 0.984 - (index * 0.004), 0.990 - (index * 0.004), window.Labelled!.Value),
                                new(0.024 + (index * 0.002), 0.021 + (index * 0.002), 0.027 + (index * 0.002), 5_200),
                                new(0.036 + (index * 0.006), 0.031 + (index * 0.006), 0.041 + (index * 0.006), 6_100)
                            )
                ),
            ],
            Limits = new(MinimumAuc: 0.95, MaximumFalsePositiveRate: 0.05, MaximumFalseNegativeRate: 0.06),
            LabelDelay = "labels arrive after 36 h",
            Events = [new(Now.AddDays(-26), Wording.Text($"{"3.4.0"} deployed"))],
            Alerts =
            [
                new(
                    "ALR-0031",
                    Wording.Text($"Drift"),
                    Wording.Verbatim("dst_bytes"),
                    "alert",
                    Wording.Text($"Open"),
                    Now.AddDays(-9),
                    null,
                    "WIN-0107"
                )
                {
                    Value = Wording.Sentence("PSI 0.25"),
                },
                new(
                    "ALR-0029",
                    Wording.Text($"Worse than the reference"),
                    Wording.Text($"False negative rate"),
                    "warning",
                    Wording.Text($"Silenced"),
                    Now.AddDays(-11),
                    null,
                    "WIN-0106",
                    "Known firewall change, under review"
                ),
            ],
        };
    }

    private static DriftCell Cell(string type, double psi) =>
        new()
        {
            Verdict =
                psi >= 0.25 ? "major"
                : psi >= 0.10 ? "moderate"
                : psi >= 0.05 ? "negligible"
                : "stable",
            Psi = psi,
            Ks = type == "numeric" ? psi / 1.7 : null,
            PValue = psi >= 0.05 ? 0.0002 : 0.412,
            MissingShare = 0.004 + (psi / 50),
            ReferenceMissingShare = 0.003,
            NewCategoryShare =
                type == "categorical" && psi > 0.15 ? 0.013
                : type == "categorical" ? 0
                : null,
            NewCategories = type == "categorical" && psi > 0.15 ? ["quic", "wireguard"] : [],
        };

    private static byte[] Bundle() =>
        Encoding.UTF8.GetBytes(
            $$"""{"artifact":{"sha256":"{{Sha("artifact")}}","sizeBytes":48392113},"evidence":"""
                + $$"""[{"id":"EVD-0112","kind":"validation","sha256":"{{Sha("validation")}}"},"""
                + $$"""{"id":"EVD-0113","kind":"fairness","sha256":"{{Sha("fairness")}}"}],"from":"staging","gateRun":"""
                + $$"""{"id":"GATE-0341","resultSha256":"{{Sha("result")}}"}"""
                + $$""","model":"network-intrusion","modelCardSha256":"{{Sha("card")}}","policies":"""
                + $$"""[{"name":"bank-baseline","sha256":"{{Sha("policy")}}","version":"4"}]"""
                + ""","productionVersion":"3.3.2","promotion":"APR-2141","risks":"""
                + """[{"id":"RSK-0097","residual":9,"revision":3}],"schema":"governance.bundle/v1","systemCardSha256":null"""
                + $$""","to":"production","version":"3.4.0","versionSha256":"{{Sha("version")}}","waivers":[]}"""
        );

    private static GateRunFacts Gate()
    {
        EvidenceReference validation = new("EVD-0112", "validation", Sha("validation"));
        EvidenceReference fairness = new("EVD-0113", "fairness", Sha("fairness"));
        return new(
            "GATE-0341",
            "pass",
            Now.AddHours(-20),
            Sha("result"),
            [new("bank-baseline", "4", Sha("policy")), new("built-in", "1", Sha("built-in"))],
            [
                new("auc-floor", "pass", true, "The area under the ROC curve is high enough.", "0.987", "≥ 0.950", [validation]),
                new("fnr-ceiling", "pass", true, "The false negative rate is low enough.", "3.6 %", "≤ 5.0 %", [validation]),
                new(
                    "fairness-region",
                    "waived",
                    true,
                    "Two regions have fewer rows than the minimum group size.",
                    "12 rows",
                    "≥ 30 rows",
                    [fairness],
                    Now.AddDays(31)
                ),
                new(
                    "card-age",
                    "warn",
                    false,
                    "The model card is older than 30 days.",
                    "34 days",
                    "≤ 30 days",
                    [new("EVD-0116", "model-card", Sha("card"))]
                ),
                new(
                    "artifact-digest",
                    "pass",
                    true,
                    "The stored artifact has the declared digest.",
                    Sha("artifact")[..12],
                    Sha("artifact")[..12],
                    []
                ),
                new("gpai-provider", "not_applicable", false, "Applies to general-purpose models only.", null, null, []),
            ]
        );
    }

    private static IReadOnlyList<SignOffFacts> SignOffs(string digest) =>
        [
            SignOff("SGN-0411", "security", new("USR-0011", "Tomasz Wójcik"), "approve", "void", Sha("earlier bundle"), -30, 48_101) with
            {
                VoidReason = "the bundle changed: evidence",
                Comment = "Scan is clean.",
            },
            SignOff("SGN-0412", "security", new("USR-0011", "Tomasz Wójcik"), "approve", "signed", digest, -18, 48_131) with
            {
                Comment = "Dependencies scanned again after the new validation report.",
            },
            SignOff(
                "SGN-0413",
                "legal",
                new("USR-0012", "Claire Fontaine"),
                "approve-with-condition",
                "signed-with-condition",
                digest,
                -8,
                48_170
            ) with
            {
                Condition = "The notice to employees is published before 1 December 2026.",
            },
            SignOff("SGN-0414", "owner", new("USR-0007", "Jonas Lindqvist"), "approve", "signed", digest, -3, 48_190),
        ];

    private static SignOffFacts SignOff(
        string id,
        string role,
        PersonFacts signer,
        string decision,
        string status,
        string bundle,
        int hours,
        long index
    ) =>
        new()
        {
            Id = id,
            Role = role,
            Signer = signer,
            Decision = decision,
            Meaning = decision == "approve" ? "I approve this deployment." : "I approve with a condition.",
            Status = status,
            SignedAt = Now.AddHours(hours),
            AuthenticationMethod = "Password and one-time code",
            BundleSha256 = bundle,
            LogIndex = index,
        };

    private static Wording Signed(string slot, string decision) => Wording.Text($"{Wording.Sentence(slot)}: {Wording.Sentence(decision)}");

    private static IReadOnlyList<CustodyFacts> Custody() =>
        [
            new(Now.AddDays(-4), "Mei Tanaka", "version.registered", null, 48_002),
            new(
                Now.AddDays(-4).AddMinutes(3),
                "key KEY-0003 (build pipeline)",
                "artifact.stored",
                $"SHA-256 {Sha("artifact")[..12]}",
                48_005
            ),
            new(Now.AddDays(-2), "Mei Tanaka", "promotion.requested", "Staging to Production", 48_090)
            {
                Said = Wording.Text($"from {Stage.Staging} to {Stage.Production}"),
            },
            new(Now.AddDays(-2).AddMinutes(4), "system:gate", "gate.evaluated", "GATE-0341: passed", 48_092)
            {
                Said = Wording.Text($"{"GATE-0341"}: {Wording.Text($"passed")}"),
            },
            new(Now.AddHours(-30), "Tomasz Wójcik", "promotion.signed", "SGN-0411, Security: approve", 48_101)
            {
                Said = Signed("Security", "approved"),
            },
            new(Now.AddHours(-29), "system:bundle", "promotion.voided", "SGN-0411: evidence changed", 48_110)
            {
                Said = Wording.Text($"{Wording.Text($"The evidence")} changed; {Wording.Text($"1 signature")} void"),
            },
            new(Now.AddHours(-20), "Mei Tanaka", "promotion.signed", "Code promotion.own-request", 48_120, Refused: true),
            new(Now.AddHours(-18), "Tomasz Wójcik", "promotion.signed", "SGN-0412, Security: approve", 48_131)
            {
                Said = Signed("Security", "approved"),
            },
            new(Now.AddHours(-8), "Claire Fontaine", "promotion.signed", "SGN-0413, Legal: approve with a condition", 48_170)
            {
                Said = Signed("Legal", "approved with a condition"),
            },
            new(Now.AddHours(-3), "Jonas Lindqvist", "promotion.signed", "SGN-0414, Model owner: approve", 48_190)
            {
                Said = Signed("Model owner", "approved"),
            },
            new(Now.AddHours(-3), "system:approvals", "promotion.approved", null, 48_191),
            new(Now.AddHours(-2), "Mei Tanaka", "deployment.made", "DEP-0088", 48_200),
        ];
}
