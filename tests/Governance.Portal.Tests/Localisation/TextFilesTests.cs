using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Governance.Localisation;
using Governance.Portal.Kernel.Labels;
using Governance.Testing;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Tests.Localisation;

/// <summary>
/// Texts in other languages lie where they are said: a feature's in its folder, what several say in the kernel. They are one catalogue,
/// in which each stands
/// once.
/// </summary>
public sealed partial class TextFilesTests
{
    private const string Kernel = "Governance.Portal.Kernel";

    [Fact]
    public void Text_OfALanguage_StandsInOneFileOnce()
    {
        foreach (var language in Languages.All.Where(l => l.Tag != Languages.Source))
        {
            var texts = Files(language.Tag).SelectMany(f => NamesIn(f).Select(t => (Text: t, File: f))).ToList();

            var twice = texts
                .GroupBy(t => t.Text, StringComparer.OrdinalIgnoreCase)
                .Where(g => g.Count() > 1)
                .Select(g => $"{g.Key}: {string.Join(", ", g.Select(t => Path.GetRelativePath(Sources, t.File)))}")
                .ToList();

            // With a brace too many, a text is that of no sentence.
            var broken = texts.Select(t => t.Text).Where(t => Braces().IsMatch(Places().Replace(t, ""))).ToList();
            Assert.True(broken.Count == 0, $"These have a brace that belongs to no value:\n{string.Join('\n', broken)}");
            Assert.True(twice.Count == 0, $"Said twice; what several features say belongs to the kernel:\n{string.Join('\n', twice)}");
            using var use = Languages.Use(language.Tag);
            Assert.Equal(texts.Count, T.Current!.Keys.Count());
        }
    }

    [Fact]
    public void Text_InTheFileOfAFeature_IsSaidByTheFeature()
    {
        var files = Languages.All.Where(l => l.Tag != Languages.Source).SelectMany(l => Files(l.Tag)).Where(f => !IsOfKernel(f)).ToList();
        List<string> unsaid = [];
        foreach (var file in files)
        {
            var said = string.Concat(
                Directory
                    .EnumerateFiles(Path.GetDirectoryName(file)!, "*.*", SearchOption.AllDirectories)
                    .Where(f => Path.GetExtension(f) is ".cs" or ".razor" or ".yaml" or ".json")
                    .Select(f => Plain(File.ReadAllText(f)))
            );
            unsaid.AddRange(
                NamesIn(file)
                    .Where(t =>
                        Place().Split(Unmarked(t)).Any(part => !said.Contains(Space().Replace(part, " "), StringComparison.Ordinal))
                    )
                    .Select(t => $"{Path.GetRelativePath(Sources, file)}: {t}")
            );
        }

        Assert.True(files.Count > 20, $"Only {files.Count} features have texts of their own.");
        Assert.True(unsaid.Count == 0, $"Nothing in the folder says these:\n{string.Join('\n', unsaid)}");
    }

    [Fact]
    public async Task ActionsAndJobsOfTheLog_AllOfThem_AreThereInEveryLanguage()
    {
        await using var portal = new PortalFactory();
        var words = portal.Get<LogLabels>();
        using var german = Languages.Use("de");
        var known = T.Current!.Keys.ToHashSet(StringComparer.Ordinal);

        Assert.True(words.Actions.Count > 200, string.Create(CultureInfo.InvariantCulture, $"{words.Actions.Count} actions have words"));
        Assert.Empty(words.Actions.Values.Concat(words.Actors.Values).Except(known, StringComparer.Ordinal));
    }

    private static string Sources
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Governance.Portal.sln")))
            {
                folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run in the repository.");
            }

            return Path.Combine(folder.FullName, "src");
        }
    }

    private static IEnumerable<string> Files(string language) =>
        Directory
            .EnumerateDirectories(Sources, "Governance.*")
            .SelectMany(project => Directory.EnumerateFiles(project, $"Texts.{language}.resx", SearchOption.AllDirectories));

    private static bool IsOfKernel(string file) =>
        file.Contains($"{Path.DirectorySeparatorChar}{Kernel}{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    private static IEnumerable<string> NamesIn(string file) =>
        XDocument.Load(file).Root!.Elements("data").Select(d => d.Attribute("name")!.Value);

    // The mark of a text that stands within a sentence, and that of a word for what a button does.
    private static string Unmarked(string text) =>
        text.TrimStart('…') is var plain && plain.EndsWith(" (verb)", StringComparison.Ordinal)
            ? plain[..^" (verb)".Length]
            : text.TrimStart('…');

    // As it is read, however it is written in code or folded in a file of data.
    private static string Plain(string code) =>
        Space().Replace(Joined().Replace(Escaped().Replace(code, m => m.Groups[1].Value is "n" ? " " : m.Groups[1].Value), ""), " ");

    [GeneratedRegex(@"\{[0-9]+\}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Place();

    [GeneratedRegex("""\\(["'\\n])""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Escaped();

    [GeneratedRegex(@"""\s*\+\s*\$?""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Joined();

    [GeneratedRegex(@"\{\d*(:[^{}]*)?\}")]
    private static partial Regex Places();

    [GeneratedRegex("[{}]")]
    private static partial Regex Braces();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Space();
}
