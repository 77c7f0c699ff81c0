using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>
/// What is not yet as it should be, counted. A number may only fall: anyone who makes it smaller writes the smaller one here, so that it
/// stays so.
/// </summary>
public sealed partial class RatchetTests
{
    private const int MaxLine = 140;

    private static readonly HashSet<(string From, string To)> s_references =
    [
        .. from file in Repository.Sources
        let feature = Repository.FeatureOf(file)
        where feature is not null
        from Match named in FeatureName().Matches(Repository.Read(file))
        let other = named.Groups[1].Value
        where other != feature && Repository.FeatureRoots.Any(root => Directory.Exists(Repository.Path(root + other)))
        select (feature, other),
    ];

    [Fact]
    public void References_BetweenFeatures_OnlyFall() => Falls("references between features", 23, s_references.Count);

    [Fact]
    public void References_OfFeatures_FormNoCycle()
    {
        var features = s_references.SelectMany(r => new[] { r.From, r.To }).Distinct(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(features);

        var cyclic = features.Where(f => Reaches(f, f)).Order(StringComparer.Ordinal).ToList();

        Assert.True(cyclic.Count == 0, $"These features refer to one another in a cycle: {string.Join(", ", cyclic)}");
    }

    [Fact]
    public void References_OfFeatures_StayWithinTheirModule()
    {
        var modules = Repository
            .Sources.Where(f => Repository.FeatureOf(f) is not null)
            .Select(f => (Feature: Repository.FeatureOf(f)!, Module: f.Split('/')[1]))
            .Distinct()
            .ToDictionary(f => f.Feature, f => f.Module, StringComparer.Ordinal);
        var across = s_references.Where(r => modules[r.From] != modules[r.To]).Select(r => $"{r.From} names {r.To}").ToList();

        Assert.True(modules.Count > 25, $"Only {modules.Count} features were found.");
        Assert.True(across.Count == 0, $"Between modules there are contracts alone: {string.Join(", ", across)}");
    }

    [Theory]
    [InlineData(".cs", 25)]
    [InlineData(".razor", 0)]
    public void Lines_LongerThan140_OnlyFall(string extension, int allowed)
    {
        var lines = Repository
            .Files("src", extension)
            .Concat(Repository.Files("tests", extension))
            .Where(f => !f.Contains("/Migrations/", StringComparison.Ordinal))
            .Sum(f => Repository.Read(f).Split('\n').Count(line => line.TrimEnd('\r').Length > MaxLine));

        Falls($"lines longer than {MaxLine} in {extension} files", allowed, lines);
    }

    // What one component alone uses lies beside it (StyleTests): only what several need is a reason for a line more here.
    [Fact]
    public void Lines_OfTheSharedStyles_OnlyFall() =>
        Falls("lines in portal.css", 1_767, Repository.Read("wwwroot-assets/css/portal.css").Split('\n').Length - 1);

    [Fact]
    public void Files_NamedAfterNoTypeInThem_OnlyFall()
    {
        var files = Repository
            .Files("src", ".cs")
            .Where(f => !f.Contains("/Migrations/", StringComparison.Ordinal))
            .Where(f =>
                Type().Matches(Repository.Read(f)) is { Count: > 0 } types
                && !types.Any(t => t.Groups[1].Value == Path.GetFileName(f).Split('.')[0])
            )
            .ToList();

        Falls("files named after no type in them", 80, files.Count);
    }

    // A sentence that is finished before it is said is found again by its shape, and a name within it can be taken for a word of ours.
    [Fact]
    public void Sentences_FinishedBeforeTheyAreSaid_OnlyFall() =>
        Falls(
            "sentences that are finished before they are said",
            0,
            Repository.Files("src", ".razor").Concat(Repository.Files("src", ".cs")).Sum(f => FinishedSentence().Count(Repository.Read(f)))
        );

    private static bool Reaches(string from, string to)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([from]);
        while (open.TryDequeue(out var feature))
        {
            foreach (var (_, next) in s_references.Where(r => r.From == feature))
            {
                if (next == to)
                {
                    return true;
                }

                if (seen.Add(next))
                {
                    open.Enqueue(next);
                }
            }
        }

        return false;
    }

    private static void Falls(string what, int allowed, int found)
    {
        Assert.True(found <= allowed, $"{found} {what}; {allowed} are allowed, and the number only falls.");
        Assert.True(
            found == allowed,
            $"{found} {what}, fewer than the {allowed} allowed: write {found} into this test, so that it stays so."
        );
    }

    [GeneratedRegex("""\bT\.Say\(\s*\$["]""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FinishedSentence();

    [GeneratedRegex(
        @"(?<![\w.])(?:Governance\.Portal\.)?(?:Administration|Operations|Compliance|Approvals|Models)\.(\w+)",
        RegexOptions.None,
        matchTimeoutMilliseconds: 2000
    )]
    private static partial Regex FeatureName();

    [GeneratedRegex(
        @"^(?:public|internal|file)[\w ]*?\b(?:class|record struct|record|struct|interface|enum|delegate \w+)\s+(\w+)",
        RegexOptions.Multiline,
        matchTimeoutMilliseconds: 2000
    )]
    private static partial Regex Type();
}
