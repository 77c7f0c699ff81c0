using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Governance.Architecture;

/// <summary>
/// The files of deploy/ name settings that there are, and agree with the image and with one another. What the programs that read them
/// think of them, <c>./build.sh deploy-check</c> asks.
/// </summary>
public sealed partial class DeploymentFileTests
{
    [Fact]
    public void Setting_OfADeployedFile_IsOneOfThePortal()
    {
        var example = new ConfigurationBuilder().AddJsonFile(Repository.Path("appsettings.Example.json")).Build();
        var known = example.AsEnumerable().Select(s => Lists().Replace(s.Key, "")).ToHashSet(StringComparer.Ordinal);
        var named = Repository
            .Files("deploy")
            .SelectMany(file => Setting().Matches(Repository.Read(file)).Select(m => (File: file, Name: m.Groups["name"].Value)))
            .ToList();
        // Metrics are described where they are made.
        var unknown = named
            .Where(s => !s.Name.StartsWith("Telemetry__", StringComparison.Ordinal))
            .Where(s => !known.Contains(Lists().Replace(s.Name.Replace("__", ":", StringComparison.Ordinal), "")))
            .Select(s => $"{s.File}: {s.Name}")
            .Distinct(StringComparer.Ordinal)
            .ToList();

        Assert.True(named.Count > 20, $"{named.Count} settings were found");
        Assert.True(unknown.Count == 0, string.Join(Environment.NewLine, unknown));
    }

    [Fact]
    public void Kustomization_NamesEveryFileBesideIt()
    {
        var forgotten = Repository
            .Files("deploy/kubernetes", ".yaml")
            .Where(f => !f.EndsWith("/kustomization.yaml", StringComparison.Ordinal))
            .Where(f => !Repository.Read(Beside(f, "kustomization.yaml")).Contains($" {Path.GetFileName(f)}", StringComparison.Ordinal))
            .ToList();

        Assert.Empty(forgotten);
    }

    [Theory]
    [InlineData("deploy/kubernetes/base/deployment.yaml", "runAsUser: (?<id>[0-9]+)")]
    [InlineData("deploy/kubernetes/base/migrate.yaml", "runAsUser: (?<id>[0-9]+)")]
    [InlineData("deploy/helm/governance-portal/templates/_parts.tpl", "runAsUser: (?<id>[0-9]+)")]
    [InlineData("deploy/compose/compose.yaml", "user: \"(?<id>[0-9]+):")]
    public void Portal_RunsAsTheUserOfTheImage_OnARootItCannotWrite(string file, string user)
    {
        var text = Repository.Read(file);
        var id = Regex.Match(Repository.Read("Dockerfile"), "useradd --system --uid (?<id>[0-9]+)").Groups["id"].Value;

        Assert.All(Regex.Matches(text, user), match => Assert.Equal(id, match.Groups["id"].Value));
        Assert.Matches(user, text);
        Assert.Matches("read_?only(RootFilesystem)?: true", text.Replace("readOnly", "readonly", StringComparison.Ordinal));
        Assert.Matches(@"(drop: \[ALL\]|cap_drop: \[ALL\])", text);
    }

    [Fact]
    public void SeccompProfile_LeavesTheBrowserItsSandbox_AndForbidsWhatTheHostIsFor()
    {
        var profile = Repository.Read("deploy/seccomp/portal.json");

        Assert.All(
            ["clone", "clone3", "unshare", "chroot"],
            call => Assert.DoesNotContain($"\"{call}\"", profile, StringComparison.Ordinal)
        );
        Assert.All(
            ["mount", "setns", "ptrace", "bpf", "init_module"],
            call => Assert.Contains($"\"{call}\"", profile, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("deploy/systemd/governance-portal.service", @"TimeoutStopSec=(?<seconds>\d+)")]
    [InlineData("deploy/kubernetes/base/deployment.yaml", @"terminationGracePeriodSeconds: (?<seconds>\d+)")]
    [InlineData("deploy/helm/governance-portal/templates/deployment.yaml", @"terminationGracePeriodSeconds: (?<seconds>\d+)")]
    [InlineData("deploy/compose/compose.yaml", @"stop_grace_period: (?<seconds>45)s")]
    public void Stop_WaitsLongerThanThePortalDrains(string file, string time) =>
        // The drain of deploy/kubernetes is the longest, 10 s; then what runs has 30 s.
        Assert.True(
            int.Parse(
                Regex.Match(Repository.Read(file), time).Groups["seconds"].ValueSpan,
                System.Globalization.CultureInfo.InvariantCulture
            ) >= 40
        );

    // What a moving tag comes to mean tomorrow no one has tried.
    [Fact]
    public void Image_IsNamedByAVersion() =>
        Assert.Empty(
            Repository.Files("deploy").SelectMany(f => MovingImage().Matches(Repository.Read(f)).Select(m => $"{f}: {m.Value.Trim()}"))
        );

    [Theory]
    [InlineData("deploy/compose/compose.yaml", "- backups:/backup")]
    [InlineData("deploy/systemd/portal.env", "Backup__Folder=/backup")]
    [InlineData("deploy/kubernetes/base/settings.env", "Backup__Folder=/backup/governance")]
    [InlineData("deploy/helm/governance-portal/templates/settings.yaml", "Backup__Folder: /backup/governance")]
    public void Deployment_MakesBackups_EncryptsTheirKeys_KeepsSome_AndRehearsesThem(string file, string place)
    {
        var text = Repository.Read(file);

        Assert.Contains(place, text, StringComparison.Ordinal);
        Assert.All(["Hours", "Keep", "Recipient", "DrillDays", "DrillConnection"], name => Assert.Matches($"Backup__{name}(=|: )", text));
    }

    // The role that the portal connects as cannot make the schema: a node that starts before it is there only fails.
    [Theory]
    [InlineData("deploy/kubernetes/base/deployment.yaml", "await-schema")]
    [InlineData("deploy/helm/governance-portal/templates/deployment.yaml", "await-schema")]
    [InlineData("deploy/compose/compose.yaml", "grants: { condition: service_completed_successfully }")]
    public void Node_StartsAfterTheMigration(string file, string wait) =>
        Assert.Contains(wait, Repository.Read(file), StringComparison.Ordinal);

    [Fact]
    public void Unit_LetsTheServiceWriteItsBackups() =>
        Assert.Matches(@"(?m)^ReadWritePaths=-/backup$", Repository.Read("deploy/systemd/governance-portal.service"));

    [Fact]
    public void Manual_ListsItsSections()
    {
        var manual = Repository.Read("docs/operations.md");
        var contents = manual[manual.IndexOf("**Contents.**", StringComparison.Ordinal)..manual.IndexOf("\n## ", StringComparison.Ordinal)];

        Assert.All(
            Section().Matches(manual).Select(m => m.Groups["name"].Value),
            name => Assert.Contains($"[{name}](#", contents, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Secret_StandsInNoFile() => Assert.DoesNotContain(Repository.Files("deploy"), f => Secret().IsMatch(Repository.Read(f)));

    private static string Beside(string file, string name) => $"{file[..file.LastIndexOf('/')]}/{name}";

    [GeneratedRegex(
        "^[^#\n]*?\\b(?<name>[A-Z][A-Za-z]+(__[A-Z0-9][A-Za-z0-9]*)+)(=|: )",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Setting();

    [GeneratedRegex(@"^(?!\s*#).*(:latest\b|newTag: latest)", RegexOptions.Multiline)]
    private static partial Regex MovingImage();

    [GeneratedRegex("^## (?<name>.+)$", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(":[0-9]+(?=$|:)")]
    private static partial Regex Lists();

    [GeneratedRegex(@"Password=[^;\s]|password: [^*{\s]|BEGIN [A-Z ]*PRIVATE KEY", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
