using System.Collections.Frozen;
using Governance.Localisation;
using Governance.Policies;

namespace Governance.Portal.Kernel.Findings;

/// <summary>
/// The sentences of what gates find, in the languages of pages: <c>statements.de.txt</c> beside this class, by the code of each, and the
/// words of vocabularies in it. A test holds that every code and every word is there, with the same values. English has those alone that
/// people read otherwise than programs.
/// </summary>
public static class FindingTemplates
{
    private static readonly FrozenDictionary<string, IReadOnlyDictionary<string, string>> s_languages = Languages.All.ToFrozenDictionary(
        l => l.Tag,
        l => Read(l.Tag),
        StringComparer.Ordinal
    );

    /// <summary>
    /// The template of a code, or the word of a <see cref="KeyOf"/>, in a language; null where it has none of its own.
    /// </summary>
    /// <param name="language">Tag of the language.</param>
    /// <param name="key">The code, or the key of a word.</param>
    public static string? Find(string language, string key) => s_languages.GetValueOrDefault(language)?.GetValueOrDefault(key);

    /// <summary>Under which key the files have a word of a vocabulary.</summary>
    public static string KeyOf(StatementValue.Term term)
    {
        ArgumentNullException.ThrowIfNull(term);
        return $"{term.Vocabulary}/{term.Word}";
    }

    private static IReadOnlyDictionary<string, string> Read(string language)
    {
        using var file =
            typeof(FindingTemplates).Assembly.GetManifestResourceStream($"findings/statements.{language}.txt")
            ?? throw new InvalidOperationException($"The sentences of findings in the language {language} are not in the assembly.");
        return StatementTexts.ReadTemplates(file);
    }
}
