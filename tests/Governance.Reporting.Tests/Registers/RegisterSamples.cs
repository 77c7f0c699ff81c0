using Governance.Domain.Documents;
using Governance.Domain.Kpis;
using Governance.Reporting.Explanations;
using Governance.Reporting.Group;
using Governance.Reporting.Layout;
using Governance.Reporting.Registers;

namespace Governance.Reporting.Tests.Registers;

/// <summary>Extracts of registers, results for programs, and a letter, as the portal would gather them.</summary>
internal static class RegisterSamples
{
    /// <summary>Two open risks with a measure and an acceptance.</summary>
    public static RegisterRecord Risks() =>
        new()
        {
            Document = Samples.Document("REP-0050"),
            KindName = "risk-register",
            TitleWords = "Risk register",
            About = "*",
            AboutWords = "The whole register",
            Basis = "Open risks with their scores, measures and acceptances, as recorded in the register",
            Facts =
            [
                ("Covers", "The whole register"),
                ("Open risks", "2"),
                ("High or critical", "1, by the score with controls or, if not assessed, before controls"),
                ("Closed", "1,204 in the whole register, not printed"),
            ],
            Sections =
            [
                new(
                    "Summary",
                    ["2 open, 1 of them without a residual assessment."],
                    [new("RSK-0001", "Income shift", 16, 9), new("RSK-0002", "Unread scores", 12, null)],
                    [
                        new(
                            "Open risks by band",
                            [new("Band", 24), new("Score", 20), new("Before controls", 24, IsNumber: true)],
                            [
                                [Ours("High"), RegisterCell.Of($"{10} to {16}"), RegisterCell.Of($"{RegisterValue.Number(1_250)}")],
                            ],
                            ""
                        ),
                    ]
                ),
                new(
                    "Risks",
                    [],
                    [],
                    [
                        new(
                            "Open risks, the highest first",
                            [new("Risk", 12), new("What it is", 44), new("With controls", 12, IsNumber: true), new("Treatment", 16)],
                            [
                                [
                                    "RSK-0001",
                                    new RegisterCell("Income shift").With(
                                        $"{RegisterValue.Word("Fairness")}. Cause: {"Firewall"}. Consequence: {"Refusal"}"
                                    ),
                                    RegisterCell.Of($"{RegisterValue.Number(9)}"),
                                    Ours("Reduce").With($"likelihood raised by {"ALR-0031"}"),
                                ],
                                ["RSK-0002", "Unread scores", Ours("not assessed"), Ours("not decided")],
                            ],
                            "No risk is open."
                        ),
                    ]
                ),
                new(
                    "Measures",
                    [],
                    [],
                    [
                        new(
                            "Measures and planned steps",
                            [new("Risk", 12), new("Measure", 38), new("Evidence", 20), new("Effective or due", 16), new("Status", 14)],
                            [
                                [
                                    "RSK-0001",
                                    "Recalibration",
                                    Ours("none named"),
                                    RegisterCell.Of($"{RegisterValue.Day(Samples.Now)}"),
                                    new RegisterCell("", new StateWord("In force", StateKind.Pass)),
                                ],
                            ],
                            "No measure is recorded."
                        ),
                    ]
                ),
                new(
                    "Accepted risks",
                    [],
                    [],
                    [
                        new(
                            "Acceptances and the score each was given for",
                            [new("Risk", 12), new("Accepted by", 34), new("For", 16), new("Until", 16), new("State", 20)],
                            [],
                            "No risk was accepted by signature."
                        ),
                    ]
                ),
            ],
            Claims = [new("RSK-0001: residual score", "9", new("RSK-0001", "risk_register", Samples.Sha("risk")))],
            Scope =
                "A score is the judgement of the people named, not a measurement. Risks that no one has "
                + "identified are missing, and a risk without a residual assessment is printed as not "
                + "assessed, never as low. Residual risk is accepted by signature, printed above where it was given.",
        };

    /// <summary>Two entries of the log, one of them a refused attempt.</summary>
    public static RegisterRecord Audit() =>
        new()
        {
            Document = Samples.Document("REP-0051"),
            KindName = "audit-extract",
            TitleWords = "Audit extract",
            About = "APR-0012",
            AboutWords = "APR-0012",
            Basis = "Entries of the tamper-evident log, each with its position and leaf hash",
            Facts = [("Covers", "APR-0012"), ("Entries", "2"), ("Refused attempts", "1")],
            Sections =
            [
                new(
                    "Entries",
                    [
                        "The leaf hash is SHA-256 over a zero byte and the entry's stored bytes (RFC 6962). "
                            + "With the entry's receipt, it can be verified against a signed checkpoint without this portal.",
                    ],
                    [],
                    [
                        new(
                            "Entries in the order of the log",
                            [new("Entry", 10), new("Time", 20), new("Who", 20), new("What", 26), new("Leaf hash", 24)],
                            [Entry(48_090, null), Entry(48_120, new StateWord("Refused: promotion.signed", StateKind.Fail))],
                            "No entry is in the log."
                        ),
                    ]
                ),
            ],
            Claims = [new("Entry 48090: promotion.requested", "APR-0012", new("log:48090", "log-entry", Samples.Sha("leaf")))],
            Scope =
                "An extract shows selected entries of the log; it does not show that nothing else happened. "
                + "Completeness is proven by the log itself, its checkpoints and the copies of them kept elsewhere. "
                + "Free text is kept outside the log and is not printed here.",
        };

    /// <summary>The results of one gate run.</summary>
    public static OscalRecord Oscal() =>
        new()
        {
            Document = Samples.Document("REP-0052"),
            SystemId = "SYS-0001",
            SystemWords = "Credit decisions",
            Results =
            [
                new FoundRecord
                {
                    Kind = "policy_result",
                    Id = "GATE-0341",
                    Title = $"Gate run",
                    Href = "/approvals/APR-2141",
                    Sha256 = Samples.Sha("result"),
                    At = Samples.Now,
                    Version = "credit-default@2.0.0",
                    Rows = [Result("auc-floor", "Passed: 0.987"), Result("card-age", "Failed: 34 days")],
                },
            ],
            Words = new Dictionary<string, string>(StringComparer.Ordinal) { ["Failed: 34 days"] = "Nicht bestanden: 34 Tage" },
        };

    /// <summary>Counts for a holding, one of which is not known.</summary>
    public static GroupFiguresRecord Group() =>
        new()
        {
            Document = Samples.Document("REP-0054"),
            Figures = GroupFigure.All.ToDictionary(
                f => f.Key,
                f => f.Key == GroupFigure.ObligationsMet ? null : (long?)1_234,
                StringComparer.Ordinal
            ),
        };

    /// <summary>An explanation of a decision, in German as its reader asked.</summary>
    public static ExplanationLetter Letter() =>
        new()
        {
            Document = Samples.Document("REP-0053") with { Language = "de" },
            Request = "EXR-0007",
            Words = new(
                "Erläuterung einer Entscheidung",
                "Ihr Antrag nach Artikel 86 der Verordnung (EU) 2024/1689",
                "20. November 2026",
                "Unser Zeichen: EXR-0007",
                "Worum es in diesem Schreiben geht",
                "erstellt am 20. November 2026"
            ),
            Text = "Sehr geehrte Frau Beispiel,\n\nam stärksten wogen:\n• die Höhe des Einkommens\n• die Dauer der Beschäftigung",
            TextSha256 = Samples.Sha("letter"),
            Facts = [("Entscheidung", "D-2026-0001"), ("KI-System", "Kreditentscheidungen")],
            Decision = "D-2026-0001",
            Commitment = Samples.Sha("commitment"),
        };

    private static RegisterCell Ours(string words) => RegisterCell.Of($"{RegisterValue.Word(words)}");

    private static IReadOnlyList<RegisterCell> Entry(long index, StateWord? refused) =>
        [
            RegisterCell.Of($"{RegisterValue.Number(index)}"),
            RegisterCell.Of($"{RegisterValue.Time(Samples.Now)}"),
            new RegisterCell("Mei Tanaka", Note: "user:USR-0003"),
            new RegisterCell(refused is null ? "promotion.requested" : "", refused, "APR-0012"),
            Samples.Sha("leaf")[..16],
        ];

    private static Dictionary<string, RecordValue> Result(string rule, string result) =>
        new(StringComparer.Ordinal) { ["policy_id"] = RecordValue.Of(rule), ["result"] = RecordValue.Of(result) };
}
