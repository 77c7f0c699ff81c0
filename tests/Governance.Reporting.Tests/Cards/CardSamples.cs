using Governance.Domain.Cards;
using Governance.Domain.Documents;
using Governance.Reporting.Cards;

namespace Governance.Reporting.Tests.Cards;

/// <summary>Cards as the portal would gather them.</summary>
internal static class CardSamples
{
    public const string Hostile = "</p><script>document.title='owned'</script><img src=x> \u202Egnisrever";

    private static readonly FieldSource s_version = new(
        "registry",
        "network-intrusion@3.4.0",
        Samples.Now.AddDays(-3),
        Samples.Sha("version"),
        "/models/network-intrusion/versions/3.4.0"
    );
    private static readonly FieldSource s_model = new(
        "registry",
        "network-intrusion",
        Samples.Now.AddDays(-90),
        Samples.Sha("computed"),
        "/models/network-intrusion"
    )
    {
        IsComputed = true,
    };
    private static readonly FieldSource s_validation = new(
        "evidence",
        "EVD-0112",
        Samples.Now.AddDays(-2),
        Samples.Sha("validation"),
        "/models/network-intrusion/versions/3.4.0?tab=validation"
    );

    /// <summary>A model card with a gap and a claim that no one confirmed.</summary>
    public static CardRecord Open() =>
        Card(
            new(CardStateId, 2, "Draft", null, null),
            field =>
                field.Key switch
                {
                    "robustness" => null,
                    "licence" => Said(
                        field,
                        FieldStatus.Claimed,
                        ["Apache-2.0"],
                        new FieldSource("claim", "Jonas Lindqvist", Samples.Now.AddDays(-1), Samples.Sha("claimed"), null)
                        {
                            IsComputed = true,
                        }
                    ),
                    _ => Usual(field),
                }
        ) with
        {
            LastApproved = new(1, "Claire Fontaine", Samples.Now.AddDays(-40), "Mei Tanaka"),
        };

    /// <summary>A complete model card that was approved.</summary>
    public static CardRecord Approved() =>
        Card(
            new(CardStateId, 2, "Approved", Samples.Sha("card"), new(2, "Jonas Lindqvist", Samples.Now.AddHours(-5), "Mei Tanaka")),
            Usual
        );

    /// <summary>A complete system card.</summary>
    public static CardRecord System() =>
        Approved() with
        {
            CardKind = CardKind.System,
            About = "SYS-0001",
            AboutWords = "Intrusion detection of the bank",
            Fields =
            [
                .. CardTemplate.System.Select(f => Usual(f) ?? new FieldValue(f.Key, f.Title, f.Section, FieldStatus.Missing, [], [])),
            ],
        };

    private const string CardStateId = "CRD-0007";

    private static CardRecord Card(CardStanding standing, Func<CardField, FieldValue?> value) =>
        new()
        {
            Document = Samples.Document(),
            CardKind = CardKind.Model,
            About = "network-intrusion@3.4.0",
            AboutWords = "Network intrusion detector 3.4.0",
            ClassWords = "risk class high",
            Standing = standing,
            Fields =
            [
                .. CardTemplate.Model.Select(f => value(f) ?? new FieldValue(f.Key, f.Title, f.Section, FieldStatus.Missing, [], [])),
            ],
        };

    private static FieldValue? Usual(CardField field) =>
        field.Key switch
        {
            "performance" => Said(
                field,
                FieldStatus.FilledFromRecord,
                ["AUC: 0.987, 95 % interval 0.985 to 0.989, 22,544 rows", "Brier score: 0.041, 22,544 rows"],
                s_version,
                s_validation
            ) with
            {
                Sentences = Measured(),
            },
            "environment" => Said(field, FieldStatus.NotApplicable, ["Trained in minutes on one machine without accelerators."], Person()),
            "limitations" => Said(field, FieldStatus.WrittenByPerson, ["Probes below ten packets are missed.", "", Hostile], Person()),
            _ when field.FromRecords => Said(
                field,
                FieldStatus.FilledFromRecord,
                [$"What is on record of {field.Title.ToLowerInvariant()}."],
                s_model,
                s_version
            ),
            _ => Said(field, FieldStatus.WrittenByPerson, [$"What a person wrote of {field.Title.ToLowerInvariant()}."], Person()),
        };

    private static IReadOnlyList<FormattableString> Measured()
    {
        FormattableString area = $"{new PortalWords("AUC")}: {new PortalWords("0.987")}";
        FormattableString interval = $"95 % interval {new PortalWords("0.985")} to {new PortalWords("0.989")}";
        FormattableString within = $"{area}, {interval}";
        FormattableString brier = $"{new PortalWords("Brier score")}: {new PortalWords("0.041")}";
        FormattableString rows = $"{new PortalWords("22,544")} rows";
        return [$"{within}, {rows}", $"{brier}, {rows}"];
    }

    private static FieldSource Person() => new("person", "Mei Tanaka", Samples.Now.AddDays(-1), Samples.Sha("card"), null);

    private static FieldValue Said(
        CardField field,
        FieldStatus status,
        IReadOnlyList<string> lines,
        params IReadOnlyList<FieldSource> sources
    ) => new(field.Key, field.Title, field.Section, status, lines, sources);
}
