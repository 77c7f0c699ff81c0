using Governance.Domain.Cards;
using Governance.Reporting.Layout;

namespace Governance.Reporting.Cards;

/// <summary>Words of a printed card.</summary>
internal static class CardLabels
{
    public static StateWord State(FieldStatus status) =>
        status switch
        {
            FieldStatus.FilledFromRecord => new("From a record", StateKind.Pass),
            FieldStatus.WrittenByPerson => new("Written by a person", StateKind.Pass),
            FieldStatus.Claimed => new("Claimed by an author elsewhere", StateKind.Warn),
            FieldStatus.NotApplicable => new("Not applicable", StateKind.Idle),
            FieldStatus.Missing => new("Gap", StateKind.Fail),
        };

    public static string Source(string kind) =>
        kind switch
        {
            "registry" => "registry",
            "evidence" => "evidence",
            "monitoring" => "monitoring window",
            "risks" => "risk register",
            "assessment" => "classification",
            "person" => "person",
            "claim" => "imported card",
            _ => throw new ReportDataException($"The report has no word for the source \"{kind}\"."),
        };

    /// <summary>How a field came to what it says, before the sources are named.</summary>
    public static string Lead(FieldStatus status) =>
        status switch
        {
            FieldStatus.WrittenByPerson => "Written by",
            FieldStatus.NotApplicable => "Not applicable, says",
            FieldStatus.Claimed => "Claimed by",
            FieldStatus.FilledFromRecord or FieldStatus.Missing => "Source:",
        };
}
