using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.Policies.Words;

/// <summary>A text of ours with what it is filled with. It is put into words for the person who reads it, in their language.</summary>
/// <param name="text">The English text; a key of the resource files.</param>
/// <param name="values">
/// What stands in its places: a phrase, several of them, a figure that is written in the reader's language, or a name that stays as it is.
/// </param>
internal sealed class Phrase(string text, params object[] values)
{
    /// <summary>The English text.</summary>
    public string Text { get; } = text;

    /// <summary>Phrases of which one holds, joined as people do: a, b or c.</summary>
    public static object Or(IEnumerable<Phrase> phrases) =>
        phrases.ToList() is { Count: > 1 } all ? new Phrase("{0} or {1}", all.SkipLast(1), all[^1]) : phrases;

    /// <summary>This phrase and those it is filled with.</summary>
    public IEnumerable<Phrase> All =>
        [
            this,
            .. values
                .SelectMany(value =>
                    value is IEnumerable<Phrase> many ? many
                    : value is Phrase one ? [one]
                    : []
                )
                .SelectMany(p => p.All),
        ];

    /// <summary>The words in the language in force.</summary>
    public string Say() => values.Length == 0 ? T[Text] : T[Text, [.. values.Select(Said)]];

    public override string ToString() => Say();

    private static object Said(object value) =>
        value switch
        {
            Phrase one => one.Say(),
            IEnumerable<Phrase> many => string.Join(", ", many.Select(phrase => phrase.Say())),
            IEnumerable<string> names => string.Join(", ", names),
            Func<string> figure => figure(),
            _ => value,
        };
}
