using System.Globalization;

namespace Governance.Localisation;

/// <summary>
/// The languages pages are shown in. English is the language of the source; every other has its resource files: what the kernel says
/// beside this class, what a feature says in its folder.
/// </summary>
public static class Languages
{
    /// <summary>Cookie that holds the language chosen in this browser, like <c>de</c>. Without it the browser's own wish counts.</summary>
    public const string Cookie = "gp-language";

    /// <summary>The language texts are written in.</summary>
    public const string Source = "en";

    /// <summary>All, by tag (BCP 47) and by the name their speakers give them.</summary>
    public static IReadOnlyList<(string Tag, string Name)> All { get; } = [("en", "English"), ("de", "Deutsch")];

    /// <summary>
    /// The tag of the language in force for this flow of execution, by the name of its culture: without a culture database nothing else is
    /// known of it.
    /// </summary>
    public static string Current => CultureInfo.CurrentUICulture.Name is { Length: >= 2 } name && Knows(name[..2]) ? name[..2] : Source;

    /// <summary>True for a language there are texts in.</summary>
    public static bool Knows(string? tag) => All.Any(l => l.Tag == tag);

    /// <summary>The name its speakers give a language.</summary>
    public static string NameOf(string tag) => All.FirstOrDefault(l => l.Tag == tag).Name ?? tag;

    /// <summary>Does something in a language: a mail is written in its reader's, not in that of who caused it.</summary>
    /// <returns>Ends it.</returns>
    public static IDisposable Use(string? tag)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(Knows(tag) ? tag! : Source);
        return new Before(before);
    }

    private sealed class Before(CultureInfo culture) : IDisposable
    {
        public void Dispose() => CultureInfo.CurrentUICulture = culture;
    }
}
