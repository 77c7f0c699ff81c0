using System.Text.Json;
using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>docs/dependencies.md names every package, in the version that is used; nothing is referenced that no one uses.</summary>
public sealed partial class DependencyTests
{
    private static readonly Dictionary<string, string> s_versions = PackageVersion()
        .Matches(Repository.Read("Directory.Packages.props"))
        .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value, StringComparer.Ordinal);

    [Fact]
    public void Dependencies_AreAllInTheTable_InTheVersionThatIsUsed()
    {
        var documented = Row()
            .Matches(Repository.Read("docs/dependencies.md"))
            .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value, StringComparer.Ordinal);
        using var scripts = JsonDocument.Parse(Repository.Read("wwwroot-assets/package.json"));
        var used = s_versions
            .Concat(
                new[] { "dependencies", "devDependencies" }
                    .SelectMany(kind => scripts.RootElement.GetProperty(kind).EnumerateObject())
                    .Select(p => KeyValuePair.Create(p.Name, p.Value.GetString()!))
            )
            .ToDictionary(StringComparer.Ordinal);

        Assert.NotEmpty(used);
        Assert.Equal(
            used.OrderBy(p => p.Key, StringComparer.Ordinal),
            documented.Where(p => p.Key is not ("Inter" or "Material Symbols")).OrderBy(p => p.Key, StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Packages_WithAVersion_AreReferencedByAProject()
    {
        var projects = string.Concat(
            Repository
                .Files("src", ".csproj", ".targets", ".props")
                .Concat(Repository.Files("tests", ".csproj", ".props"))
                .Concat(Repository.Files("samples", ".csproj"))
                .Append("Directory.Build.props")
                .Append("Directory.Build.targets")
                .Select(Repository.Read)
        );

        Assert.All(s_versions.Keys, name => Assert.Contains($"Include=\"{name}\"", projects, StringComparison.Ordinal));
    }

    // What is chosen while a page runs is seen by the browser tests (Accessibility.FindingsAsync).
    [Fact]
    public void Icons_NamedByAPage_AreInTheFont()
    {
        var drawn = Repository.Read("wwwroot-assets/fonts/icons.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var named = Repository
            .Files("src", ".razor")
            .SelectMany(file => Icon().Matches(Repository.Read(file)).Select(m => m.Groups[1].Value))
            .ToHashSet(StringComparer.Ordinal);

        Assert.True(named.Count > 50);
        Assert.Equal(drawn.Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal), drawn);
        Assert.Empty(named.Except(drawn, StringComparer.Ordinal));
    }

    [GeneratedRegex("""<PackageVersion Include="([^"]+)" Version="([^"]+)" />""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PackageVersion();

    [GeneratedRegex(@"^\| ([A-Za-z][\w. ]+?) \| (\d[\w.-]*) \|", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    [GeneratedRegex("""<Icon Name="([a-z0-9_]+)[" ]""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Icon();
}
