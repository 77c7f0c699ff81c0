using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Governance.Portal.Models.Scanning;
using Governance.Portal.Tests.Registry;
using Governance.Testing;

namespace Governance.Portal.Tests.Scanning;

/// <summary>
/// The real daemon of Debian's clamav-daemon, with one signature of our own: what is tested is the protocol, not the database.
/// </summary>
[Trait("Needs", "ClamAV")]
[Trait(Soak.Trait, Soak.Value)]
public sealed class ClamAvDaemonTests : IDisposable
{
    private const string Program = "/usr/sbin/clamd";
    private const string Listens = "Self checking";
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(60);

    // The path of a socket is short.
    private readonly string _folder = Path.Combine("/tmp", $"gp-clam-{Path.GetRandomFileName()}");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Daemon_WithASignatureOfTheTestFile_RefusesItAndTakesOthers()
    {
        Assert.SkipUnless(File.Exists(Program), "Install clamav-daemon to run this test.");
        using var daemon = Start();
        try
        {
            await using var registry = await RegistryFixture.CreateAsync(settings: settings =>
            {
                settings["Scanning:Kind"] = "ClamAv";
                settings["Scanning:Address"] = $"unix:{_folder}/clamd.sock";
                settings["Scanning:OnFailure"] = "Quarantine";
            });
            await ReadyAsync(daemon);
            Assert.True(await registry.Portal.Get<IUploadScanner>().IsThereAsync(Ct), "clamd does not answer.");
            var (good, bad) = (Encoding.UTF8.GetBytes("a model without malice"), FakeScanner.TestVirus);
            await registry.CreatedAsync("/models", RegistryFixture.Model());
            await registry.CreatedAsync("/models/fraud-scorer/versions", RegistryFixture.Version("1", good));
            await registry.CreatedAsync("/models/fraud-scorer/versions", RegistryFixture.Version("2", bad));

            using var taken = await registry.UploadAsync("1", good);
            using var refused = await registry.UploadAsync("2", bad);

            Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
            Assert.Equal("upload.infected", await UploadScanTests.CodeAsync(refused, HttpStatusCode.UnprocessableEntity));
            Assert.Equal(RegistryFixture.Digest(bad), Assert.Single(registry.Portal.Get<Quarantine>().List()).Sha256);
        }
        finally
        {
            daemon.Kill(entireProcessTree: true);
            await daemon.WaitForExitAsync(Ct);
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    // It says so when it listens; before that it reads its signatures.
    private static async Task ReadyAsync(Process daemon)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        bound.CancelAfter(s_start);
        var said = new ConcurrentQueue<string>();
        daemon.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        daemon.BeginErrorReadLine();
        while (await daemon.StandardOutput.ReadLineAsync(bound.Token) is { } line)
        {
            said.Enqueue(line);
            if (line.Contains(Listens, StringComparison.Ordinal))
            {
                // What it goes on to say is read, so that it never waits for us.
                _ = daemon.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return;
            }
        }

        Assert.Fail($"clamd ended: {string.Join(Environment.NewLine, said)}");
    }

    private Process Start()
    {
        var database = Path.Combine(_folder, "db");
        Directory.CreateDirectory(database);
        var file = FakeScanner.TestVirus;
#pragma warning disable CA5351 // The form of the daemon's signature files.
        File.WriteAllText(
            Path.Combine(database, "test.hdb"),
            $"{Convert.ToHexStringLower(MD5.HashData(file))}:{file.Length}:Governance.Test.File\n"
        );
#pragma warning restore CA5351
        var settings = Path.Combine(_folder, "clamd.conf");
        File.WriteAllText(
            settings,
            $"LocalSocket {_folder}/clamd.sock\nDatabaseDirectory {database}\nForeground yes\nUser {Environment.UserName}\n"
                + $"TemporaryDirectory {_folder}\n"
        );
        return Process.Start(
            new ProcessStartInfo(Program, ["--config-file", settings]) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
    }
}
