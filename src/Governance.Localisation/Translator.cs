using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Resources;

namespace Governance.Localisation;

/// <summary>
/// Texts in the reader's language. The key of a text is the English text itself, so that a page reads as it is shown and a text no one has
/// translated yet is still a text. See docs/adr/0021.
/// </summary>
/// <param name="texts">Has a satellite assembly for each language but English, with the files <c>Texts.*.resx</c> of the portal: all of
/// them are one catalogue. <see cref="Catalog.KeyOf"/> says how their entries are called.</param>
public sealed class Translator(Assembly texts)
{
    private readonly ConcurrentDictionary<string, Catalog> _catalogs = new(StringComparer.Ordinal);

    /// <summary>A text.</summary>
    /// <param name="english">As the English page shows it.</param>
    public string this[string english] => Current?.Find(english) ?? english;

    /// <summary>A text with values in it.</summary>
    /// <param name="english">As the English page shows it, with <c>{0}</c> and so on where the values stand.</param>
    /// <param name="values">The values; members of an enumeration and provisions of the law are said in the language too.</param>
    public string this[string english, params object?[] values]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(values);
            return Filled(Current?.Find(english) ?? english, values);
        }
    }

    /// <summary>
    /// A text of ours that was chosen elsewhere: the word of a state, the title of a law, a button. It is found whole or it stays as it is;
    /// nothing in it is looked for, so that a name within it cannot be taken for a word. Never for what people wrote alone.
    /// </summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(english))]
    public string? Word(string? english) =>
        string.IsNullOrEmpty(english) || Current is not { } catalog
            ? english
            : catalog.Find(english) ?? Citation.Translate(english, catalog.Find) ?? english;

    /// <summary>
    /// A sentence that is on record in English, values and all, such as the reason why a run failed: found whole, or by the text with
    /// values in it that it was made from. What is not found is given back as it is. What has its values still is a
    /// <see cref="FormattableString"/> and goes to <see cref="Say(FormattableString?)"/>. Never for what people wrote.
    /// </summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(english))]
    public string? Recorded(string? english) =>
        string.IsNullOrEmpty(english) || Current is not { } catalog ? english : catalog.Say(english);

    /// <summary>
    /// A sentence that was made elsewhere of its text and of what it is filled with, which stays as it is unless it is a sentence itself.
    /// </summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(sentence))]
    public string? Say(FormattableString? sentence) =>
        sentence is null ? null
        // In a text without values a brace is a brace.
        : sentence.ArgumentCount == 0 ? Recorded(sentence.ToString(CultureInfo.InvariantCulture))
        : Current?.Find(sentence) is (var text, var values) ? Filled(text, values)
        : Filled(sentence.Format, sentence.GetArguments());

    /// <summary>Words of ours, one after the other.</summary>
    public string List(IEnumerable<string> english) => string.Join(", ", english.Select(e => Word(e)));

    /// <summary>The word of a member of an enumeration.</summary>
    public string? Say(Enum? word) => word is null ? null : this[word.ToString()];

    /// <summary>
    /// The word of a button where English has one word for what is done and for what comes of it: <c>Change</c>. The resource file has it
    /// with
    /// <c>(verb)</c> behind it.
    /// </summary>
    public string Verb(string english) => Sense(english, "verb");

    /// <summary>
    /// A word that English has for several things, in one of its senses: the resource file has it with the sense in parentheses behind it.
    /// </summary>
    public string Sense(string english, string sense) => Current?.Find($"{english} ({sense})") ?? this[english];

    /// <summary>Reads the texts of every language: what is missing is found when the host starts, and not by a reader.</summary>
    /// <exception cref="MissingSatelliteAssemblyException">A language has no texts.</exception>
    public void Check()
    {
        foreach (var (tag, _) in Languages.All.Where(l => l.Tag != Languages.Source))
        {
            _catalogs.GetOrAdd(tag, Load);
        }
    }

    /// <summary>What the language in force has; null for English.</summary>
    public Catalog? Current => Languages.Current is var tag && tag == Languages.Source ? null : _catalogs.GetOrAdd(tag, Load);

    private string Filled(string text, object?[] values) =>
        string.Format(
            CultureInfo.InvariantCulture,
            text,
            Current is { } catalog ? [.. values.Select(v => v is FormattableString inner ? Say(inner) : Valued(catalog, v))] : values
        );

    private static object? Valued(Catalog catalog, object? value) =>
        value switch
        {
            Enum word => catalog.Find(word.ToString()) ?? value,
            string provision => Citation.Translate(provision, catalog.Find) ?? provision,
            _ => value,
        };

    private Catalog Load(string tag) => Catalog.Read(PackedTexts.Read(Satellite(tag)));

    private Assembly Satellite(string tag)
    {
        try
        {
            return texts.GetSatelliteAssembly(CultureInfo.GetCultureInfo(tag));
        }
        catch (FileNotFoundException e)
        {
            throw new MissingSatelliteAssemblyException(
                $"The texts of the language {tag} are missing: {tag}/{texts.GetName().Name}.resources.dll beside the program. "
                    + "Install the program again, with all of its files.",
                e
            );
        }
    }
}
