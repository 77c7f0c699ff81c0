using Governance.Reporting.Validations;

namespace Governance.Reporting.Tests.Validations;

/// <summary>A validation as the portal would gather it.</summary>
internal static class ValidationSamples
{
    public const string Hostile = "</p><script>document.title='owned'</script><img src=x> \u202Egnisrever";

    public static ValidationRecord Record { get; } =
        new()
        {
            Document = Samples.Document(),
            Validation = "VAL-0003",
            Model = ("credit-default", "Credit default score"),
            Version = "2.1.0",
            VersionSha256 = Samples.Sha("version"),
            RiskClass = "high",
            Tier = "Tier 1",
            Plan = new(
                Words("Retail loans up to 50,000 EUR, decided without a person below 10,000 EUR."),
                Words("Discrimination by segment\nCalibration over the score\nStability against 2025"),
                "Rita Risk",
                Samples.Now.AddDays(-40),
                new DateOnly(2026, 11, 30)
            ),
            Report = new(
                "fit-with-conditions",
                Words(
                    "AUC 0.87 on the held-out year.\n\nCalibration holds below a score of 0.8; above it the model is too sure of itself."
                ),
                Words("Why thin files were scored at all, and whether the reference window stands for a year with rising rates."),
                Words("Thin files are excluded in the next release. The window was kept, with reasons on record."),
                Words("Scores above 0.8 are decided by a person until FND-0001 is closed."),
                new("USR-0004", "Ines Novak", "Risk officer", Samples.Now.AddDays(-3), "password + passkey", 4_711)
            ),
            Findings =
            [
                new(
                    "FND-0001",
                    "high",
                    Words("Calibration is off above 0.8. A calibration plot by segment is expected."),
                    "Olu Okafor",
                    new DateOnly(2027, 2, 28),
                    IsOverdue: false,
                    [
                        new(
                            new DateOnly(2026, 12, 31),
                            new DateOnly(2027, 2, 28),
                            "Olu Okafor",
                            "Rita Risk",
                            Words("The labels of the new segment arrive in January.")
                        ),
                    ],
                    Closed: null
                ),
                new(
                    "FND-0002",
                    "low",
                    Words(Hostile),
                    "Olu Okafor",
                    new DateOnly(2026, 11, 1),
                    IsOverdue: false,
                    [],
                    new(Samples.Sha("guide"), Words("Rewritten and reviewed."), "Ines Novak", Samples.Now.AddDays(-1))
                ),
                new("FND-0003", "medium", new(null, Samples.Sha("erased")), "Mei Tanaka", new DateOnly(2026, 11, 10), true, [], null),
            ],
        };

    private static ValidationWords Words(string text) => new(text, Samples.Sha(text));
}
