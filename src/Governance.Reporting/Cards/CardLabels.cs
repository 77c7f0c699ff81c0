using Governance.Domain.Cards;
using Governance.Reporting.Layout;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Cards;

/// <summary>Words of a printed card.</summary>
internal static class CardLabels
{
    public static StateWord State(FieldStatus status) =>
        status switch
        {
            FieldStatus.FilledFromRecord => new(T["From a record"], StateKind.Pass),
            FieldStatus.WrittenByPerson => new(T["Written by a person"], StateKind.Pass),
            FieldStatus.Claimed => new(T["Claimed by an external author"], StateKind.Warn),
            FieldStatus.NotApplicable => new(T["Not applicable"], StateKind.Idle),
            FieldStatus.Missing => new(T["Gap"], StateKind.Fail),
        };

    /// <summary>The state of a card within a sentence, where German begins only nouns with a capital.</summary>
    public static string Within(string state) =>
        state switch
        {
            "Draft" => T["draft"],
            "Waiting for review" => T["waiting for review"],
            "Approved" => T["approved"],
            "Superseded" => T["superseded"],
            _ => Print.Within(T.Recorded(state)),
        };

    /// <summary>The name of a field. Its users are people who use the model, not accounts of the portal.</summary>
    public static string Title(FieldValue field) => field.Key == "users" ? T.Sense(field.Title, "of a card") : T.Word(field.Title);

    public static string Source(string kind) =>
        kind switch
        {
            "registry" => T["registry"],
            "evidence" => T["evidence"],
            "monitoring" => T["monitoring window"],
            "risks" => T["risk register"],
            "assessment" => T["classification"],
            "person" => T["person"],
            "claim" => T["imported card"],
            _ => throw new ReportDataException($"The report has no word for the source \"{kind}\"."),
        };

    /// <summary>How a field came to what it says, before the sources are named.</summary>
    public static string Lead(FieldStatus status) =>
        status switch
        {
            FieldStatus.WrittenByPerson => T["Written by"],
            FieldStatus.NotApplicable => T["Not applicable according to"],
            FieldStatus.Claimed => T["Claimed by"],
            FieldStatus.FilledFromRecord or FieldStatus.Missing => T["Source:"],
        };
}
