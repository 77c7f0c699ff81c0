using Governance.Domain.Cards;
using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Models.Cards;

/// <summary>Cards in words.</summary>
internal static class CardLabels
{
    public static string Of(FieldStatus status) =>
        status switch
        {
            FieldStatus.FilledFromRecord => "From the portal's records",
            FieldStatus.WrittenByPerson => "Written by a person",
            FieldStatus.Claimed => "Claimed by the author of an imported card",
            FieldStatus.NotApplicable => "Does not apply",
            FieldStatus.Missing => "Missing",
        };

    public static string Of(CardState state) =>
        state switch
        {
            CardState.Draft => "Draft",
            CardState.Submitted => "Waiting for review",
            CardState.Approved => "Approved",
            CardState.Superseded => "Superseded",
        };

    public static Tone ToneOf(CardState state) =>
        state switch
        {
            CardState.Submitted => Tone.Info,
            CardState.Approved => Tone.Pass,
            CardState.Draft or CardState.Superseded => Tone.Idle,
        };
}
