using System.Globalization;
using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>What a release is built on can be named by digest, and the build refuses what is not.</summary>
public sealed partial class ReleaseFileTests
{
    [Fact]
    public void Dockerfile_BaseImage_IsAnArgumentOrADigestAndNeverABareTag()
    {
        var text = Repository.Read("Dockerfile");
        var arguments = Argument().Matches(text).Select(m => m.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var stages = From().Matches(text).Select(m => m.Groups["stage"].Value).ToHashSet(StringComparer.Ordinal);
        var images = From().Matches(text).Select(m => m.Groups["image"].Value).ToList();

        Assert.NotEmpty(images);
        Assert.All(
            images,
            image =>
                Assert.True(
                    image.Contains("@sha256:", StringComparison.Ordinal)
                        || stages.Contains(image)
                        || (Variable().Match(image) is { Success: true } name && arguments.Contains(name.Groups["name"].Value)),
                    $"FROM {image} names what a tag means that day."
                )
        );
    }

    [Fact]
    public void Images_OfTheBuildScript_LooksAtEveryBaseImage()
    {
        var script = Repository.Read("build.sh");
        var used = From()
            .Matches(Repository.Read("Dockerfile"))
            .Select(m => Variable().Match(m.Groups["image"].Value))
            .Where(m => m.Success)
            .Select(m => m.Groups["name"].Value)
            .Distinct(StringComparer.Ordinal);

        Assert.All(used, name => Assert.Matches($@"for name in [A-Z_ ]*\b{name}\b", script));
    }

    [Fact]
    public void PublishedPortal_IsHeldToASize_AndKeepsTheNativeLibrariesOfServers()
    {
        var script = Repository.Read("build.sh");
        var runtimes = PublishedRuntimes().Match(Repository.Read("eng/native-libraries.targets")).Groups["list"].Value.Split('|');

        // Of it, 56 MB are librdkafka for Linux, five times (ADR 0068).
        Assert.InRange(int.Parse(SizeLimit().Match(script).Groups["megabytes"].ValueSpan, CultureInfo.InvariantCulture), 1, 130);
        Assert.Matches(@"(?s)\npublish_all\(\) \{[^}]*\bcheck_size ""\$1/portal""", script);
        Assert.Superset(new HashSet<string>(["linux-x64", "linux-arm64", "linux-musl-x64"]), runtimes.ToHashSet());
    }

    [Fact]
    public void Advisories_AreAskedForByEveryRestore_AndAcceptedOneByOne()
    {
        var properties = Repository.Read("Directory.Build.props");
        var projects = Repository.Files(".", ".csproj").Concat(Repository.Files(".", ".props")).Concat(Repository.Files(".", ".targets"));
        var texts = projects.Select(f => (File: f, Text: Repository.Read(f))).ToList();
        var silenced = texts.Where(t => Silenced().IsMatch(t.Text)).Select(t => t.File);
        var suppressed = texts
            .SelectMany(t => Suppressed().Matches(t.Text))
            .Select(m => m.Groups["id"].Value)
            .Order(StringComparer.Ordinal);
        var accepted = Repository.Read("docs/security/advisories.md").Split("\n## Accepted\n")[1];

        Assert.Contains("<NuGetAudit>true</NuGetAudit>", properties, StringComparison.Ordinal);
        Assert.Contains("<NuGetAuditMode>all</NuGetAuditMode>", properties, StringComparison.Ordinal);
        Assert.Empty(silenced);
        Assert.Equal(
            suppressed,
            Advisory().Matches(accepted).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        );
    }

    [GeneratedRegex("GHSA(-[a-z0-9]{4}){3}", RegexOptions.ExplicitCapture)]
    private static partial Regex Advisory();

    [GeneratedRegex(
        @"<NoWarn>[^<]*NU190|<NuGetAudit>false|<NuGetAuditLevel>(moderate|high|critical)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Silenced();

    [GeneratedRegex("<PublishedRuntimes>(?<list>[^<]+)<", RegexOptions.ExplicitCapture)]
    private static partial Regex PublishedRuntimes();

    [GeneratedRegex("^portal_limit=(?<megabytes>[0-9]+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex SizeLimit();

    [GeneratedRegex("NuGetAuditSuppress Include=\"[^\"]*/(?<id>GHSA-[a-z0-9-]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Suppressed();

    [GeneratedRegex(@"^ARG (?<name>\w+)=", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Argument();

    [GeneratedRegex(@"^FROM (?<image>\S+)( AS (?<stage>\S+))?", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex From();

    [GeneratedRegex(@"^\$\{(?<name>\w+)\}$", RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();
}
