namespace Governance.Domain.Cards;

/// <summary>Refusals of cards.</summary>
public static class CardRefusals
{
    /// <summary>No such card.</summary>
    public static Refusal NotFound { get; } =
        new("card.not-found", $"There is no card with this number. Write its first text to start one.", RefusalKind.NotFound);

    /// <summary>Someone reviews it.</summary>
    public static Refusal NotADraft(CardState state) =>
        new(
            "card.not-a-draft",
            $"This card is {Sentence.Word(state)}. It can be edited again when it is returned or approved.",
            RefusalKind.Conflict
        );

    /// <summary>Nothing to review.</summary>
    public static Refusal NotSubmitted(CardState state) =>
        new(
            "card.not-submitted",
            $"This card is in the state “{Sentence.Word(state)}”. Only a submitted card can be reviewed.",
            RefusalKind.Conflict
        );

    /// <summary>The author.</summary>
    public static Refusal AuthorCannotReview { get; } =
        new("card.author-cannot-review", $"You wrote or submitted this card, so someone else has to review it.", RefusalKind.Forbidden);

    /// <summary>Another content than was shown.</summary>
    public static Refusal ContentChanged { get; } =
        new("card.content-changed", $"The card changed after you opened it. Nothing was recorded. Read it again.", RefusalKind.Conflict);

    /// <summary>No decision.</summary>
    public static Refusal DecisionUnknown { get; } = Refusal.Field("card.decision", "decision", $"The decision must be approve or return.");

    /// <summary>No words.</summary>
    public static Refusal ReasonMissing { get; } = Refusal.Field("card.reason-missing", "reason", $"State what must change.");

    /// <summary>No such field.</summary>
    public static Refusal FieldUnknown(string field) => Refusal.Field("card.field-unknown", Short(field), $"The card has no such field.");

    /// <summary>A record says it.</summary>
    public static Refusal FieldFromRecord(string field) =>
        Refusal.Field("card.field-from-record", field, $"This field is filled from the portal's records. Change the record.");

    /// <summary>A text too long.</summary>
    public static Refusal TextTooLong(string field) =>
        Refusal.Field("card.text-too-long", field, $"A text can have at most 8,000 characters.");

    /// <summary>A format no one writes.</summary>
    public static Refusal FormatUnknown { get; } = Refusal.Field("card.format", "format", $"The format must be markdown, json or html.");

    /// <summary>A card that cannot be read.</summary>
    public static Refusal ImportNotReadable(Sentence why) => Refusal.Field("card.import", "body", $"The card cannot be read: {why}.");

    private static string Short(string text) => text.Length <= 60 ? text : text[..60];
}
