using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Governance.Domain;

/// <summary>
/// A sentence of ours, kept as its text and what the text is filled with, so that a page can say it in its reader's language and leave
/// names as they are. Written as <c>$"There is no model called {name}."</c>, also where nothing is filled in: <c>$"Choose a model."</c>.
/// </summary>
/// <remarks>
/// What is filled in is someone's own (a name, an id, an address, a figure) and is the same in every language, unless it is a sentence
/// itself (<see cref="Ours"/>) or a member of an enumeration. There is no conversion from a finished text: in one it can no longer be
/// seen which words are ours.
/// </remarks>
[InterpolatedStringHandler]
public sealed class Sentence : FormattableString, IEquatable<Sentence>
{
    private readonly StringBuilder _format;
    private readonly List<object?> _arguments;

    /// <summary>Begins a sentence: the compiler calls this for an interpolated text.</summary>
    /// <param name="literalLength">Characters outside of what is filled in.</param>
    /// <param name="formattedCount">How many values are filled in.</param>
    public Sentence(int literalLength, int formattedCount) =>
        (_format, _arguments) = (new StringBuilder(literalLength + (3 * formattedCount)), new List<object?>(formattedCount));

    /// <summary>The text, with <c>{0}</c> and so on where values stand: by it another language is found.</summary>
    public override string Format => _format.ToString();

    /// <inheritdoc/>
    public override int ArgumentCount => _arguments.Count;

    /// <summary>
    /// Words of ours that were chosen elsewhere, such as the name of a state, or a sentence that was put together in English. Never for
    /// what people or other systems wrote, nor for what holds some of it.
    /// </summary>
    public static Sentence Ours(string english)
    {
        var sentence = new Sentence(english.Length, 0);
        sentence.AppendLiteral(english);
        return sentence;
    }

    /// <summary>The word of a value, spelled as everywhere: <c>in-review</c>.</summary>
    public static Sentence Word<T>(T value)
        where T : struct, Enum => Ours(WireName.Of(value));

    /// <summary>What people or other systems wrote, and nothing else.</summary>
    public static Sentence Verbatim(string words)
    {
        var sentence = new Sentence(0, 1);
        sentence.AppendFormatted(words);
        return sentence;
    }

    /// <summary>Several, one after the other.</summary>
    /// <param name="between">What stands between them, in every language.</param>
    /// <param name="sentences">The sentences, in order.</param>
    public static Sentence Join(string between, IEnumerable<Sentence> sentences)
    {
        var joined = new Sentence(0, 0);
        foreach (var sentence in sentences)
        {
            if (joined.ArgumentCount > 0)
            {
                joined.AppendLiteral(between);
            }

            joined.AppendFormatted(sentence);
        }

        return joined;
    }

    /// <summary>A list of words of ours.</summary>
    public static Sentence List(IEnumerable<string> english) => Join(", ", english.Select(Ours));

    /// <summary>A piece of the text.</summary>
    public void AppendLiteral(string value) =>
        _format.Append(value.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));

    /// <summary>A sentence within the sentence: it is said in the language too.</summary>
    public void AppendFormatted(FormattableString? value) => Add(value);

    /// <summary>What people wrote.</summary>
    public void AppendFormatted(string? value) => Add(new Kept(value ?? ""));

    /// <summary>A value.</summary>
    public void AppendFormatted<T>(T value) => AppendFormatted(value, null);

    /// <summary>A value in a shape.</summary>
    public void AppendFormatted<T>(T value, string? format) =>
        Add(
            value switch
            {
                null => new Kept(""),
                Enum or FormattableString when format is null => value,
                IFormattable figure => new Kept(figure.ToString(format, CultureInfo.InvariantCulture)),
                _ => new Kept(value.ToString() ?? ""),
            }
        );

    /// <inheritdoc/>
    public override object?[] GetArguments() => [.. _arguments];

    /// <inheritdoc/>
    public override object? GetArgument(int index) => _arguments[index];

    /// <summary>The sentence in English.</summary>
    public override string ToString() => ToString(CultureInfo.InvariantCulture);

    /// <summary>The sentence in English: values were given their shape when they were filled in.</summary>
    public override string ToString(IFormatProvider? formatProvider) =>
        string.Format(CultureInfo.InvariantCulture, Format, [.. _arguments]);

    /// <inheritdoc/>
    public bool Equals(Sentence? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Sentence);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    private void Add(object? value)
    {
        _format.Append(CultureInfo.InvariantCulture, $"{{{_arguments.Count}}}");
        _arguments.Add(value);
    }

    // Not a string: what looks like a word of ours, or like a provision of the law, is a name here.
    private readonly record struct Kept(string Text)
    {
        public override string ToString() => Text;
    }
}
