using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Models.Registry;
using Governance.Portal.Models.Scanning;
using Governance.Portal.Tests.Registry;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Scanning;

public sealed class UploadScanTests
{
    private static readonly byte[] s_model = Encoding.UTF8.GetBytes("a model without malice");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ScannerKind.ClamAv)]
    [InlineData(ScannerKind.Icap)]
    public async Task Artifact_ThatIsClean_IsStoredWithItsVerdictAsEvidence(ScannerKind kind)
    {
        await using var scanner = kind is ScannerKind.ClamAv ? FakeScanner.ClamAv() : FakeScanner.Icap();
        await using var registry = await WithScannerAsync(kind, scanner);
        await RegisterAsync(registry, s_model);

        using var answer = await registry.UploadAsync("1", s_model);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(s_model, Assert.Single(scanner.Seen));
        var evidence = (await registry.GetAsync("/models/fraud-scorer/versions/1/evidence?kind=security-scan"))["items"]!.AsArray();
        var scan = Assert.Single(evidence)!.AsObject();
        Assert.StartsWith(
            kind is ScannerKind.ClamAv ? "ClamAV 1.4.6/27500" : "ICAP Fake 1.0",
            (string?)scan["tool"],
            StringComparison.Ordinal
        );
        using var content = await registry.Client.GetAsync(
            new Uri($"/api/v1/models/fraud-scorer/versions/1/evidence/{scan["id"]}/content", UriKind.Relative),
            Ct
        );
        var verdict = JsonNode.Parse(await content.Content.ReadAsStringAsync(Ct))!;
        Assert.Equal("clean", (string?)verdict["result"]);
        Assert.Equal(RegistryFixture.Digest(s_model), (string?)verdict["sha256"]);
        Assert.Equal("clean", (string?)Assert.Single(await registry.LogAsync("upload.scanned"))["data"]!["verdict"]);
    }

    [Theory]
    [InlineData(ScannerKind.ClamAv, FailedScan.Refuse)]
    [InlineData(ScannerKind.ClamAv, FailedScan.Quarantine)]
    [InlineData(ScannerKind.Icap, FailedScan.Quarantine)]
    public async Task Artifact_WithTheTestVirus_IsNeverStoredAndIsNamedByWhomAndDigestOnly(ScannerKind kind, FailedScan onFailure)
    {
        await using var scanner = kind is ScannerKind.ClamAv ? FakeScanner.ClamAv() : FakeScanner.Icap();
        await using var registry = await WithScannerAsync(kind, scanner, s => s["Scanning:OnFailure"] = onFailure.ToString());
        var bad = FakeScanner.TestVirus;
        await RegisterAsync(registry, bad);

        using var answer = await registry.UploadAsync("1", bad);

        Assert.Equal("upload.infected", await CodeAsync(answer, HttpStatusCode.UnprocessableEntity));
        var digest = RegistryFixture.Digest(bad);
        var held = onFailure is FailedScan.Quarantine;
        string?[] files = held ? [$"{digest}.held"] : [];
        Assert.Equal(files, registry.FilesOnDisk().Select(Path.GetFileName));
        var entry = Assert.Single(await registry.LogAsync(held ? "upload.quarantined" : "upload.refused"));
        Assert.StartsWith("key:", (string?)entry["actor"], StringComparison.Ordinal);
        Assert.Equal(["sha256", "sizeBytes", "verdict"], entry["data"]!.AsObject().Select(m => m.Key));
        Assert.DoesNotContain("EICAR", entry.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        using var download = await registry.Client.GetAsync(
            new Uri("/api/v1/models/fraud-scorer/versions/1/artifact", UriKind.Relative),
            Ct
        );
        Assert.False(download.IsSuccessStatusCode);
        Assert.Empty((await registry.GetAsync("/models/fraud-scorer/versions/1/evidence"))["items"]!.AsArray());

        // Held bytes are named to administrators, by the API and on the host.
        await registry.Portal.CreateUserAsync("admin@demo.example", Roles.Administrator);
        using var admin = await registry.Portal.SignInAsync("admin@demo.example");
        var list = JsonNode.Parse(await admin.GetStringAsync(new Uri("/api/v1/quarantine", UriKind.Relative), Ct))!.AsArray();
        string?[] digests = held ? [digest] : [];
        Assert.Equal(digests, list.Select(h => (string?)h!["sha256"]));
        var found = new List<string>();
        await foreach (
            var line in registry.Portal.Services.GetServices<IInstallationCheck>().OfType<QuarantineCheck>().Single().FindAsync(Ct)
        )
        {
            found.Add(line);
        }

        Assert.Equal(held, found.Exists(f => f.Contains(digest, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task EveryOtherUpload_WithTheTestVirus_IsRefused()
    {
        await using var scanner = FakeScanner.ClamAv();
        await using var registry = await WithScannerAsync(ScannerKind.ClamAv, scanner);
        await registry.WithVersionsAsync("1");
        var bad = FakeScanner.TestVirus;
        var stored = registry.FilesOnDisk();

        // Evidence as a file.
        using (
            var form = new MultipartFormDataContent
            {
                { new StringContent("other"), "kind" },
                { new StringContent("tool 1"), "tool" },
                { new StringContent("2026-11-20T07:00:00Z"), "producedAt" },
            }
        )
        {
            using var file = new ByteArrayContent(bad);
            form.Add(file, "file", "report.txt");
            using var answer = await registry.Client.PostAsync(
                new Uri("/api/v1/models/fraud-scorer/versions/1/evidence", UriKind.Relative),
                form,
                Ct
            );
            Assert.Equal("upload.infected", await CodeAsync(answer, HttpStatusCode.UnprocessableEntity));
        }

        // Evidence as JSON.
        using (
            var answer = await registry.PostAsync(
                "/models/fraud-scorer/versions/1/evidence",
                new JsonObject
                {
                    ["kind"] = "other",
                    ["tool"] = "tool 1",
                    ["producedAt"] = "2026-11-20T07:00:00Z",
                    ["payload"] = new JsonObject
                    {
                        ["text"] = Encoding.ASCII.GetString(bad).Replace("\\", "/", StringComparison.Ordinal) + "|",
                    },
                }
            )
        )
        {
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode); // the escaped text is another file than the test virus
            Assert.Contains(scanner.Seen, s => Encoding.UTF8.GetString(s).Contains("\"text\"", StringComparison.Ordinal));
        }

        // A window of data, which is received before it is read.
        using (var monitoring = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.MonitoringWrite))
        {
            using var csv = new ByteArrayContent(bad);
            csv.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
            using var answer = await monitoring.PostAsync(
                new Uri("/api/v1/monitoring/fraud-scorer/1/windows?role=reference", UriKind.Relative),
                csv,
                Ct
            );
            Assert.Equal("upload.infected", await CodeAsync(answer, HttpStatusCode.UnprocessableEntity));
        }

        // A file of a comment.
        var promotion = await registry.ApproveAsync("1", sign: false);
        using (var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner))
        {
            using var form = new MultipartFormDataContent { { new StringContent("please look"), "text" } };
            using var file = new ByteArrayContent(bad);
            form.Add(file, "file", "notes.txt");
            using var answer = await owner.PostAsync(new Uri($"/api/v1/promotions/{promotion}/comments", UriKind.Relative), form, Ct);
            Assert.Equal("upload.infected", await CodeAsync(answer, HttpStatusCode.UnprocessableEntity));
        }

        // The file of a version that is registered on a page.
        using (var stream = new MemoryStream(bad))
        {
            var received = await registry.Portal.Get<RegisterVersion>().ReceiveAsync(registry.AsEngineer, "fraud-scorer", stream, Ct);
            Assert.Equal("upload.infected", received.Refusal?.Code);
        }

        Assert.Equal(4, (await registry.LogAsync("upload.refused")).Count);
        Assert.DoesNotContain(registry.FilesOnDisk().Except(stored), f => File.ReadAllBytes(f).AsSpan().IndexOf(bad) >= 0);
    }

    [Theory]
    [InlineData("INSTREAM size limit exceeded. ERROR\0")]
    [InlineData("stream: UNKNOWN\0")]
    [InlineData("OK\0")]
    [InlineData("")]
    public async Task Artifact_WithoutAVerdict_IsNotTaken(string says)
    {
        await using var scanner = FakeScanner.ClamAv(says);
        await using var registry = await WithScannerAsync(ScannerKind.ClamAv, scanner);
        await RegisterAsync(registry, s_model);

        using var answer = await registry.UploadAsync("1", s_model);

        Assert.Equal("upload.not-scanned", await CodeAsync(answer, HttpStatusCode.ServiceUnavailable));
        Assert.Empty(registry.FilesOnDisk());
    }

    [Fact]
    public async Task Artifact_WhileTheScannerHangsOrIsAway_IsNotTakenAndTheNodeSaysSo()
    {
        await using var scanner = FakeScanner.ClamAv(answer: null);
        await using var registry = await WithScannerAsync(
            ScannerKind.ClamAv,
            scanner,
            s =>
            {
                s["Scanning:TimeoutSeconds"] = "1";
                s["Scanning:OnFailure"] = "Quarantine";
            }
        );
        await RegisterAsync(registry, s_model);

        using (var answer = await registry.UploadAsync("1", s_model))
        {
            Assert.Equal("upload.not-scanned", await CodeAsync(answer, HttpStatusCode.ServiceUnavailable));
        }

        Assert.Equal([$"{RegistryFixture.Digest(s_model)}.held"], registry.FilesOnDisk().Select(Path.GetFileName));
        Assert.Equal("not-scanned", (string?)Assert.Single(await registry.LogAsync("upload.quarantined"))["data"]!["verdict"]);
        await scanner.DisposeAsync();
        using var ready = await registry.Client.GetAsync(new Uri("/readyz", UriKind.Relative), Ct);
        Assert.Contains("degraded", await ready.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LargeContent.Refuse)]
    [InlineData(LargeContent.Accept)]
    public async Task Artifact_LargerThanTheScannerTakes_IsRefusedOrSaidNotToBeScanned(LargeContent larger)
    {
        await using var scanner = FakeScanner.ClamAv();
        await using var registry = await WithScannerAsync(
            ScannerKind.ClamAv,
            scanner,
            s =>
            {
                s["Scanning:MaxBytes"] = "1024";
                s["Scanning:Larger"] = larger.ToString();
            }
        );
        var file = new byte[1_025];
        await RegisterAsync(registry, file);

        using var answer = await registry.UploadAsync("1", file);

        Assert.Empty(scanner.Seen);
        if (larger is LargeContent.Refuse)
        {
            Assert.Equal("upload.too-large-to-scan", await CodeAsync(answer, HttpStatusCode.RequestEntityTooLarge));
            return;
        }

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("not-scanned", (string?)Assert.Single(await registry.LogAsync("upload.scanned"))["data"]!["verdict"]);
        Assert.Equal(
            "none",
            (string?)Assert.Single((await registry.GetAsync("/models/fraud-scorer/versions/1/evidence"))["items"]!.AsArray())!["tool"]
        );
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("<changed>", "blocked")]
    public async Task Icap_AnsweringWithContent_IsCleanOnlyWhenItIsTheSame(string change, string? finding)
    {
        await using var scanner = FakeScanner.Icap(echoes: true, change);
        await using var registry = await WithScannerAsync(ScannerKind.Icap, scanner, s => s["Scanning:IcapMethod"] = "ReqMod");
        using var content = new MemoryStream(s_model);

        var answer = await registry.Portal.Get<IUploadScanner>().ScanAsync(content, s_model.Length, Ct);

        Assert.Equal(finding, answer.Finding);
        Assert.StartsWith("REQMOD icap://127.0.0.1:", Assert.Single(scanner.Asked), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ClamAv", "icap://127.0.0.1:1344/scan")]
    [InlineData("ClamAv", "unix:clamd.ctl")]
    [InlineData("Icap", "tcp://127.0.0.1:3310")]
    [InlineData("Icap", "")]
    public void Address_OfAnotherKind_IsRefusedAtTheStart(string kind, string address)
    {
        var outcome = new ScanningAddressValidator().Validate(
            null,
            new ScanningOptions { Kind = Enum.Parse<ScannerKind>(kind), Address = address }
        );

        Assert.True(outcome.Failed);
        Assert.StartsWith("Scanning__Address: ", outcome.FailureMessage, StringComparison.Ordinal);
    }

    internal static Task<RegistryFixture> WithScannerAsync(
        ScannerKind kind,
        FakeScanner scanner,
        Action<Dictionary<string, string?>>? more = null
    ) =>
        RegistryFixture.CreateAsync(settings: settings =>
        {
            settings["Scanning:Kind"] = kind.ToString();
            settings["Scanning:Address"] =
                kind is ScannerKind.ClamAv ? $"tcp://127.0.0.1:{scanner.Port}" : $"icap://127.0.0.1:{scanner.Port}/scan";
            settings["Outbound:PrivateHosts:0"] = $"127.0.0.1:{scanner.Port}";
            more?.Invoke(settings);
        });

    internal static async Task RegisterAsync(RegistryFixture registry, byte[] file)
    {
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await registry.CreatedAsync("/models/fraud-scorer/versions", RegistryFixture.Version("1", file));
    }

    internal static async Task<string?> CodeAsync(HttpResponseMessage answer, HttpStatusCode expected) =>
        (string?)(await RegistryFixture.JsonAsync(answer, expected))["code"];
}
