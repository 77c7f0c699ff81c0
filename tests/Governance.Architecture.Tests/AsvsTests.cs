using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>The table of the OWASP ASVS names every line of level 2 once, and only tests that there are.</summary>
public sealed partial class AsvsTests
{
    private const string Document = "docs/security/asvs.md";

    // Requirements of level 2 in ASVS 4.0.3, section by section; numbers that are missing were deleted there or belong to level 3.
    private const string LevelTwo = """
        1.1:1-7 1.2:1-4 1.4:1,4,5 1.5:1-4 1.6:1-4 1.7:1,2 1.8:1,2 1.9:1,2 1.10:1 1.11:1,2 1.12:2 1.14:1-6
        2.1:1-12 2.2:1-3 2.3:1-3 2.4:1-6 2.5:1-7 2.6:1-3 2.7:1-6 2.8:1-7 2.9:1-3 2.10:1-4
        3.1:1 3.2:1-4 3.3:1-4 3.4:1-5 3.5:1-3 3.7:1
        4.1:1,2,3,5 4.2:1,2 4.3:1-3
        5.1:1-5 5.2:1-8 5.3:1-10 5.4:1-3 5.5:1-4
        6.1:1-3 6.2:1-6 6.3:1,2 6.4:1,2
        7.1:1-4 7.2:1,2 7.3:1,3,4 7.4:1-3
        8.1:1-4 8.2:1-3 8.3:1-8
        9.1:1-3 9.2:1-4
        10.2:1,2 10.3:1-3
        11.1:1-8
        12.1:1-3 12.2:1 12.3:1-6 12.4:1,2 12.5:1,2 12.6:1
        13.1:1,3,4,5 13.2:1,2,3,5,6 13.3:1,2 13.4:1,2
        14.1:1-4 14.2:1-6 14.3:2,3 14.4:1-7 14.5:1-4
        """;

    private static readonly string[] s_states = ["Met", "Met where it is configured", "Partly", "Exception", "Not applicable"];

    private static IReadOnlyList<(string Id, string State, string Shown)> Lines { get; } =
    [.. Row().Matches(Repository.Read(Document)).Select(m => (m.Groups["id"].Value, m.Groups["state"].Value, m.Groups["shown"].Value))];

    [Fact]
    public void Table_OfLevelTwo_NamesEveryRequirementOnce()
    {
        var wanted = Wanted().ToList();
        var named = Lines.SelectMany(l => l.Id.Split(", ")).ToList();

        Assert.Equal(wanted.Count, wanted.Distinct(StringComparer.Ordinal).Count());
        var missing = wanted.Except(named, StringComparer.Ordinal).ToList();
        var twice = named.GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key).ToList();
        Assert.True(
            missing.Count == 0 && twice.Count == 0,
            $"{Document} lacks {string.Join(", ", missing)} and has twice {string.Join(", ", twice)}"
        );
    }

    [Fact]
    public void Table_Line_HasAStateAndSaysWhy() =>
        Assert.All(
            Lines,
            l =>
            {
                Assert.Contains(l.State, s_states);
                Assert.NotEmpty(l.Shown);
            }
        );

    [Fact]
    public void Table_Test_Exists()
    {
        var sources = Repository.Files("tests", ".cs").ToLookup(f => System.IO.Path.GetFileNameWithoutExtension(f), StringComparer.Ordinal);
        var unknown = (
            from line in Lines
            from Match test in TestName().Matches(line.Shown)
            let method = test.Groups["method"].Value
            let files = sources[test.Groups["type"].Value].ToList()
            where
                files.Count == 0
                || (method.Length > 0 && !files.Exists(f => Repository.Read(f).Contains($" {method}(", StringComparison.Ordinal)))
            select $"{line.Id}: {test.Value}"
        ).ToList();

        Assert.True(unknown.Count == 0, string.Join(", ", unknown));
    }

    private static IEnumerable<string> Wanted()
    {
        foreach (var section in LevelTwo.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, numbers) = (section.Split(':')[0], section.Split(':')[1]);
            foreach (var part in numbers.Split(','))
            {
                var ends = part.Split('-').Select(n => int.Parse(n, System.Globalization.CultureInfo.InvariantCulture)).ToList();
                for (var number = ends[0]; number <= ends[^1]; number++)
                {
                    yield return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}.{number}");
                }
            }
        }
    }

    [GeneratedRegex(
        @"^\| (?<id>\d+\.\d+\.\d+(, \d+\.\d+\.\d+)*) \| [^|]+ \| (?<state>[^|]+?) \| (?<shown>[^|]+?) \|\r?$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<type>[A-Z]\w*Tests)(\.(?<method>\w+))?`", RegexOptions.ExplicitCapture)]
    private static partial Regex TestName();
}
