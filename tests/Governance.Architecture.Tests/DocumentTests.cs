using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>Documents point at what exists, and the tree tells no one where it was built.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] s_text =
    [
        ".cs",
        ".razor",
        ".md",
        ".json",
        ".yaml",
        ".yml",
        ".csproj",
        ".props",
        ".targets",
        ".ts",
        ".js",
        ".mjs",
        ".css",
        ".html",
        ".sh",
        ".sln",
        ".txt",
        ".xml",
        ".http",
        ".py",
    ];

    [Theory]
    [InlineData("demo")]
    [InlineData("test")]
    public void Readme_Command_IsACommandOfTheBuildScript(string command)
    {
        Assert.Matches($@"(?m)^\./build\.sh {command}\r?$", Repository.Read("README.md"));
        Assert.Matches($@"(?m)^  {command}\)", Repository.Read("build.sh"));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Repository.Path("build.sh")).HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public void Document_Command_OfTheBuildScript_Exists()
    {
        var script = Repository.Read("build.sh");
        var unknown = (
            from file in Documents()
            from Match match in BuildCommand().Matches(Repository.Read(file))
            where !Regex.IsMatch(script, $@"(?m)^  (?:[\w| -]*\| )?{match.Groups["command"].Value}(?: \|[\w| -]*)?\)")
            select $"{file}: {match.Value}"
        ).ToList();

        Assert.True(unknown.Count == 0, string.Join(Environment.NewLine, unknown));
    }

    [Fact]
    public void ThreatModel_WhatHoldsAnAnswer_Exists()
    {
        var sources = Repository.Files("src", ".cs", ".razor").Concat(Repository.Files("tests", ".cs")).ToList();
        var files = sources.Select(f => System.IO.Path.GetFileName(f).Split('.')[0]).ToHashSet(StringComparer.Ordinal);
        var named = (
            from line in Repository.Read("docs/threat-model.md").Split('\n')
            where line.StartsWith("| ", StringComparison.Ordinal) && line.TrimEnd().Count(c => c == '|') == 4
            from Match match in CodeName().Matches(line.Split('|')[^2])
            select match.Groups["type"].Value
        ).ToHashSet(StringComparer.Ordinal);
        var elsewhere = named.Except(files, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        foreach (var file in sources.TakeWhile(_ => elsewhere.Count > 0))
        {
            elsewhere.ExceptWith(Identifier().Matches(Repository.Read(file)).Select(m => m.Value));
        }

        Assert.True(named.Count > 100, "The last column of the table is no longer read.");
        Assert.True(elsewhere.Count == 0, $"docs/threat-model.md names what there is not: {string.Join(", ", elsewhere)}");
    }

    [Fact]
    public void Document_Link_LeadsToAFile()
    {
        var broken = new List<string>();
        foreach (var file in Documents())
        {
            var folder = System.IO.Path.GetDirectoryName(Repository.Path(file))!;
            foreach (Match link in Link().Matches(WithoutCode(Repository.Read(file))))
            {
                var target = link.Groups["target"].Value.Split('#')[0];
                if (
                    target.Length == 0
                    || target.Contains("://", StringComparison.Ordinal)
                    || target.StartsWith("mailto:", StringComparison.Ordinal)
                )
                {
                    continue;
                }

                var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, target));
                if (!File.Exists(path) && !Directory.Exists(path))
                {
                    broken.Add($"{file}: {target}");
                }
            }
        }

        Assert.True(broken.Count == 0, string.Join(Environment.NewLine, broken));
    }

    [Fact]
    public void Document_Anchor_LeadsToAHeading()
    {
        var broken = new List<string>();
        foreach (var file in Documents())
        {
            var folder = System.IO.Path.GetDirectoryName(Repository.Path(file))!;
            foreach (Match link in Link().Matches(WithoutCode(Repository.Read(file))))
            {
                var parts = link.Groups["target"].Value.Split('#');
                if (parts.Length != 2 || parts[0].Contains("://", StringComparison.Ordinal))
                {
                    continue;
                }

                var path =
                    parts[0].Length == 0 ? Repository.Path(file) : System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, parts[0]));
                if (
                    path.EndsWith(".md", StringComparison.Ordinal)
                    && File.Exists(path)
                    && !Anchors(File.ReadAllText(path)).Contains(parts[1])
                )
                {
                    broken.Add($"{file}: {link.Groups["target"].Value}");
                }
            }
        }

        Assert.True(broken.Count == 0, string.Join(Environment.NewLine, broken));
    }

    [Fact]
    public void Document_FileName_InCodeStyle_Exists()
    {
        // "src/…", "docs/…", "tests/…", "eng/…" and "samples/…" in back-ticks are paths of this repository.
        var missing = (
            from file in Documents()
            from Match match in CodePath().Matches(Repository.Read(file))
            let path = match.Groups["path"].Value.TrimEnd('/')
            where
                !path.Contains('*', StringComparison.Ordinal)
                && !path.Contains('{', StringComparison.Ordinal)
                && !path.Contains('…', StringComparison.Ordinal)
            where !File.Exists(Repository.Path(path)) && !Directory.Exists(Repository.Path(path))
            select $"{file}: {path}"
        ).ToList();

        Assert.True(missing.Count == 0, string.Join(Environment.NewLine, missing));
    }

    [Fact]
    public void DecisionRecord_HasContextDecisionAndPrice()
    {
        var records = Repository.Files("docs/adr", ".md").Where(f => AdrName().IsMatch(f)).ToList();

        Assert.NotEmpty(records);
        Assert.All(
            records,
            file =>
            {
                var text = Repository.Read(file);
                Assert.Contains("## Context", text, StringComparison.Ordinal);
                Assert.Contains("## Decision", text, StringComparison.Ordinal);
                Assert.Contains("## What we gave up", text, StringComparison.Ordinal);
            }
        );
        Assert.Equal(
            Enumerable.Range(1, records.Count),
            records.Select(f => int.Parse(AdrName().Match(f).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))
        );
    }

    [Fact]
    public void Tree_TellsNobodyWhereItWasBuilt()
    {
        string[] own = [Repository.Root, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)];
        var findings = new List<string>();
        foreach (var file in Repository.Files("", s_text).Append("Dockerfile").Append("build.sh").Append(".ci/run"))
        {
            var text = Repository.Read(file);
            var named =
                own.Where(o => o.Count(c => c is '/' or '\\') > 1).FirstOrDefault(o => text.Contains(o, StringComparison.Ordinal))
                ?? (ForeignPath().Match(text) is { Success: true } match ? match.Value : null);
            if (named is not null)
            {
                findings.Add($"{file}: {named}");
            }
        }

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    private static IReadOnlyList<string> Documents() =>
        [.. Repository.Files("docs", ".md"), "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"];

    private static string WithoutCode(string text) => Fence().Replace(text, "");

    private static HashSet<string> Anchors(string text) =>
        [
            .. Heading()
                .Matches(WithoutCode(text))
                .Select(m => NotInAnchor().Replace(m.Groups["title"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-')),
        ];

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"```.*?```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^#{1,6} (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"`(?<path>(?:src|docs|tests|eng|samples|wwwroot-assets)/[^`\s:]+)`")]
    private static partial Regex CodePath();

    [GeneratedRegex(@"\./build\.sh (?<command>[a-z]+(?:-[a-z]+)*)")]
    private static partial Regex BuildCommand();

    [GeneratedRegex(@"^docs/adr/(\d{4})-[a-z0-9-]+\.md$")]
    private static partial Regex AdrName();

    [GeneratedRegex("`(?<type>[A-Z][A-Za-z0-9]+)(?:\\.[A-Za-z0-9_]+)?`", RegexOptions.ExplicitCapture)]
    private static partial Regex CodeName();

    [GeneratedRegex("[A-Z][A-Za-z0-9]+")]
    private static partial Regex Identifier();

    // Folders of people and build machines. The character classes keep this line from finding itself.
    [GeneratedRegex(
        @"(?<![\w.~$}/-])/(?:w[o]rk|U[s]ers|r[o]ot|w[o]rkspace)/[\w.]+"
            + @"|(?<![\w.~$}/-])/h[o]me/(?!governance\b)\w+|[A-Z]:\\U[s]ers\\\w+|/t[m]p/b[r]ief"
    )]
    private static partial Regex ForeignPath();
}
