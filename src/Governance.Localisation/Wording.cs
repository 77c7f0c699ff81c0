using System.Globalization;
using static Governance.Localisation.Texts;

namespace Governance.Localisation;

/// <summary>
/// Words that a page shows: ours, which are said in the reader's language, or someone's own, which are shown as they were written, even
/// where they happen to be one of our texts. Nothing becomes one by itself: the code that makes it says whose the words are.
/// </summary>
public readonly struct Wording : IEquatable<Wording>
{
    private readonly FormattableString? _text;
    private readonly string? _sentence;
    private readonly string? _verbatim;

    private Wording(FormattableString? text, string? sentence, string? verbatim) =>
        (_text, _sentence, _verbatim) = (text, sentence, verbatim);

    /// <summary>A text of ours; what it is filled with stays as it is, and may be a name.</summary>
    public static Wording Text(FormattableString text) => new(text, null, null);

    /// <summary>A sentence of ours that was made elsewhere, in English; it holds nothing that people wrote.</summary>
    public static Wording Sentence(string english) => new(null, english, null);

    /// <summary>A name, an id, or anything else that people or other systems wrote.</summary>
    public static Wording Verbatim(string words) => new(null, null, words);

    /// <summary>True when the words are ours; false when they are someone's own.</summary>
    public bool IsOurs => _verbatim is null;

    /// <summary>The words in English, whatever language is in force: by it they are ordered and compared.</summary>
    public string English => _verbatim ?? _sentence ?? (_text is null ? "" : InEnglish(_text));

    /// <summary>The words in the language in force.</summary>
    public override string ToString() =>
        _verbatim
        ?? (
            _sentence is not null ? T.Recorded(_sentence)
            : _text is not null ? T.Say(_text)
            : ""
        );

    // What it is filled with may be words of ours itself.
    private static string InEnglish(FormattableString text) =>
        string.Format(
            CultureInfo.InvariantCulture,
            text.Format,
            [.. text.GetArguments().Select(a => a is Wording words ? words.English : a)]
        );

    /// <inheritdoc/>
    public bool Equals(Wording other) => (_verbatim is null) == (other._verbatim is null) && English == other.English;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Wording other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => English.GetHashCode(StringComparison.Ordinal);

    /// <summary>True when both are the same words of the same.</summary>
    public static bool operator ==(Wording left, Wording right) => left.Equals(right);

    /// <summary>True when they differ.</summary>
    public static bool operator !=(Wording left, Wording right) => !left.Equals(right);
}
