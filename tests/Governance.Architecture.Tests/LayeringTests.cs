using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>Inside the portal: what all features stand on knows none of them, and a feature shows no other feature's page.</summary>
public sealed partial class LayeringTests
{
    private const string Kernel = "src/Governance.Portal.Kernel/";

    [Fact]
    public void Kernel_Sources_NameNoFeature()
    {
        var findings = Repository
            .Sources.Where(f => f.StartsWith(Kernel, StringComparison.Ordinal))
            .Where(f => FeatureNamespace().IsMatch(Repository.Read(f)))
            .ToList();

        Assert.True(findings.Count == 0, $"These files are shared by all features and must not know one: {string.Join(", ", findings)}");
    }

    [Fact]
    public void Kernel_Folder_IsItsNamespace()
    {
        var findings = Repository
            .Sources.Where(f => f.StartsWith(Kernel, StringComparison.Ordinal) && f.EndsWith(".cs", StringComparison.Ordinal))
            .Select(f => (File: f, Expected: f["src/".Length..f.LastIndexOf('/')].Replace('/', '.')))
            .Where(f => !Repository.Read(f.File).Contains($"namespace {f.Expected};", StringComparison.Ordinal))
            .Select(f => $"{f.File} is not in {f.Expected}")
            .ToList();

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    [Fact]
    public void Feature_Sources_UseNoPageOfAnotherFeature()
    {
        var pages = Repository
            .Portal.SelectMany(a => a.GetTypes())
            .Where(t => t.GetCustomAttributes(typeof(Microsoft.AspNetCore.Components.RouteAttribute), inherit: false).Length > 0)
            .Where(t => Repository.FeatureOf(t) is not null)
            .ToList();
        var findings = new List<string>();
        foreach (var file in Repository.Sources.Where(f => Repository.FeatureOf(f) is not null))
        {
            // Its words, so that it is read once and not once for each page.
            var words = Word().Matches(Repository.Read(file)).Select(m => m.Value).ToHashSet(StringComparer.Ordinal);
            var feature = Repository.FeatureOf(file);
            findings.AddRange(
                pages
                    .Where(p => words.Contains(p.Name) && Repository.FeatureOf(p) != feature)
                    .Select(p => $"{file} uses {Repository.FeatureOf(p)}/{p.Name}")
            );
        }

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    [Fact]
    public void Feature_Folder_IsItsNamespace()
    {
        var findings = Repository
            .Sources.Where(f => Repository.FeatureOf(f) is not null && f.EndsWith(".cs", StringComparison.Ordinal))
            .Select(f => (File: f, Expected: f["src/".Length..f.LastIndexOf('/')].Replace('/', '.')))
            .Where(f => !Repository.Read(f.File).Contains($"namespace {f.Expected};", StringComparison.Ordinal))
            .Select(f => $"{f.File} is not in {f.Expected}")
            .ToList();

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    [GeneratedRegex(@"Governance\.Portal\.(?!Kernel)[A-Z]", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex FeatureNamespace();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
