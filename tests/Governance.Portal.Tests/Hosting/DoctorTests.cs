using System.IO.Compression;
using System.Text;
using Governance.Portal.Doctor;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Hosting;

/// <summary>What <c>doctor</c> finds, and that a support bundle holds no secret and no one's name.</summary>
public sealed class DoctorTests
{
    private const string Planted = "PLANTED";
    private const string PlantedNumber = "4711471147114711";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Doctor_NamesWhatIsWrong_AndItsBundleHoldsNoSecretAndNoPerson()
    {
        await using var portal = new PortalFactory { RunsJobs = false };
        var headers = Path.Combine(portal.Folder, "headers");
        await File.WriteAllTextAsync(headers, $"authorization: {Planted}-headers\n", Ct);
        foreach (var (key, value) in Secrets(headers))
        {
            portal.Settings[key] = value;
        }

        await portal.CreateUserAsync("planted.person@bank.example", "Engineer");
        using var host = portal.Get<DataScopeAccessor>().AsHost();

        var lines = await portal.Get<RunDoctor>().RunAsync(Ct);
        var bundle = Path.Combine(portal.Folder, "bundle.zip");
        await portal.Get<SupportBundle>().WriteAsync(bundle, lines, Ct);
        var files = await ReadAsync(bundle);

        var all = string.Join('\n', lines.Select(DoctorCommand.Print));
        Assert.Contains(
            "warn  configuration: The portal has no setting Audit__Anchor. Did you mean Audit__Anchors?",
            all,
            StringComparison.Ordinal
        );
        Assert.Contains("fail  anchor 1: 127.0.0.1:1 cannot be reached", all, StringComparison.Ordinal);
        Assert.Contains("fail  OTLP: 127.0.0.1:1 cannot be reached", all, StringComparison.Ordinal);
        Assert.Contains("fail  mail server: 127.0.0.1:1 cannot be reached", all, StringComparison.Ordinal);
        Assert.Contains("fail  stream loans: 127.0.0.1:1 cannot be reached", all, StringComparison.Ordinal);
        Assert.Contains("warn  Chromium:", all, StringComparison.Ordinal);
        Assert.Contains("ok    schema:", all, StringComparison.Ordinal);
        Assert.Contains("ok    background work: Nothing is set aside.", all, StringComparison.Ordinal);
        Assert.Contains("ok    database: SQLite 3.", all, StringComparison.Ordinal);
        Assert.Contains("ok    clock:", all, StringComparison.Ordinal);
        Assert.Contains("ok    key folder:", all, StringComparison.Ordinal);
        Assert.DoesNotContain("could not be checked", all, StringComparison.Ordinal);
        // A check that is registered as anything else is never asked.
        Assert.Empty(
            PortalAssemblies
                .Types.Where(t => t is { IsAbstract: false } && t.IsAssignableTo(typeof(IDoctorCheck)))
                .Except(portal.Services.GetServices<DoctorCheck>().Select(c => c.Make(portal.Services).GetType()))
        );

        Assert.Equal(["configuration.txt", "doctor.txt", "jobs.txt", "rows.txt", "state.txt"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("Security__SessionHours=24\n", files["configuration.txt"], StringComparison.Ordinal);
        Assert.Contains("SingleSignOn__ClientSecret=(set)\n", files["configuration.txt"], StringComparison.Ordinal);
        Assert.Contains("AuditEntries=", files["rows.txt"], StringComparison.Ordinal);
        Assert.Contains("governance.queue.depth queue=\"reports\" 0", files["state.txt"], StringComparison.Ordinal);
        Assert.All(
            files,
            file =>
                Assert.All(
                    new[] { Planted, "planted.person", "Planted Person", PlantedNumber, "bank.example", "Meridian", portal.Folder },
                    secret => Assert.DoesNotContain(secret, file.Value, StringComparison.OrdinalIgnoreCase)
                )
        );
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(bundle));
            File.SetUnixFileMode(Path.Combine(portal.KeyFolder, "log-key.pem"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
            var opened = await portal.Get<RunDoctor>().RunAsync(Ct);
            Assert.Contains(opened, l => l is { State: DoctorState.Fail, Subject: "key folder" } && l.Sentence.Contains("chmod 600"));
        }
    }

    // Every kind of place that a secret is configured in: keys of texts, lists, addresses, files, keys that nothing reads, and a number.
    private static Dictionary<string, string> Secrets(string headers) =>
        new(StringComparer.Ordinal)
        {
            ["SingleSignOn:ClientSecret"] = $"{Planted}-secret",
            ["SingleSignOn:ClientId"] = PlantedNumber,
            ["Notifications:Smtp:Host"] = "127.0.0.1",
            ["Notifications:Smtp:Port"] = "1",
            ["Notifications:Smtp:From"] = "planted.person@bank.example",
            ["Streams:Sources:0:Name"] = "loans",
            ["Streams:Sources:0:Address"] = "127.0.0.1:1",
            ["Streams:Sources:0:Tls"] = "false",
            ["Streams:Sources:0:Topic"] = $"{Planted}-topic",
            ["Audit:Anchor"] = $"{Planted}-misspelt",
            ["Audit:Anchors:0"] = $"http://127.0.0.1:1/{Planted}-path",
            ["Kestrel:Certificates:Default:Password"] = $"{Planted}-certificate",
            ["Outbound:PrivateHosts:0"] = "127.0.0.1",
            ["Reports:ChromiumPath"] = $"/nowhere/{Planted}-chromium",
            ["Telemetry:Otlp:Endpoint"] = "http://127.0.0.1:1",
            ["Telemetry:Otlp:HeadersFile"] = headers,
        };

    private static async Task<Dictionary<string, string>> ReadAsync(string bundle)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var zip = await ZipFile.OpenReadAsync(bundle, Ct);
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync(Ct), Encoding.UTF8);
            files[entry.FullName] = await reader.ReadToEndAsync(Ct);
        }

        return files;
    }
}
