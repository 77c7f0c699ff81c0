using Governance.Domain.Explanations;
using Governance.Localisation;
using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>Explanation requests in the words of the pages.</summary>
internal static class ExplanationLabels
{
    /// <summary>The hint beside a request that Art. 86 does not ask to be answered.</summary>
    public const string NotListed =
        "Article 86 gives this right for decisions of high-risk systems of Annex III. No system with this model is signed as one, so you "
        + "decide whether to explain the decision or to decline.";

    public static (Tone Tone, string Word) State(ExplanationState state) =>
        state switch
        {
            ExplanationState.Received => (Tone.Idle, "To be written"),
            ExplanationState.Drafted => (Tone.Warn, "To be reviewed"),
            ExplanationState.Reviewed => (Tone.Info, "To be sent"),
            ExplanationState.Sent => (Tone.Pass, "Sent"),
            ExplanationState.Declined => (Tone.Idle, "Declined"),
            ExplanationState.Withdrawn => (Tone.Idle, "Withdrawn"),
        };

    /// <summary>The button that drafts the letter in a language, in the reader's own.</summary>
    public static string DraftIn(string tag) =>
        tag switch
        {
            "en" => "Draft in English",
            "de" => "Draft in German",
            _ => $"Draft from the record: {Languages.NameOf(tag)}",
        };

    public static string Of(DeclineGround ground) =>
        ground switch
        {
            DeclineGround.OutsideScope => "Outside the scope of Art. 86(1)",
            DeclineGround.ExceptionInLaw => "Exception or restriction under Union or national law, Art. 86(2)",
            DeclineGround.OtherRight => "The right follows from other Union law, Art. 86(3)",
            DeclineGround.NotThePerson => "Not shown to be the person affected",
        };

    public static string Of(AnswerChannel channel) =>
        channel switch
        {
            AnswerChannel.Post => "By post",
            AnswerChannel.Email => "By e-mail",
            AnswerChannel.Online => "In our online portal",
            AnswerChannel.InPerson => "In person",
        };
}
