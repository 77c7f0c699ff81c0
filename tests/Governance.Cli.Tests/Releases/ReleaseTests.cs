using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Cli.Tests.Support;
using Governance.Testing;
using Governance.Transparency;

namespace Governance.Cli.Tests.Releases;

public sealed class ReleaseTests : IDisposable
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly CliRun _run = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _folder;
    private readonly string _signature;
    private readonly string _public;

    public ReleaseTests()
    {
        _folder = Path.Combine(_run.Folder, "publish");
        Directory.CreateDirectory(Path.Combine(_folder, "portal"));
        File.WriteAllText(Path.Combine(_folder, "portal", "Governance.Portal.dll"), "program");
        File.WriteAllText(Path.Combine(_folder, "portal.cdx.json"), "{}");
        var sums = string.Concat(new[] { "portal.cdx.json", "portal/Governance.Portal.dll" }.Select(f => $"{Digest(f)}  {f}\n"));
        File.WriteAllText(Path.Combine(_folder, "SHA256SUMS"), sums);
        _signature = Path.Combine(_folder, "release.dsse.json");
        _public = _run.File("release.pub.pem", _key.ExportSubjectPublicKeyInfoPem());
    }

    public void Dispose()
    {
        _key.Dispose();
        _run.Dispose();
    }

    [Fact]
    public async Task Sign_ThenVerify_HoldsForExactlyTheseFiles()
    {
        Assert.Equal(0, await SignAsync("--key", _run.File("release.pem", _key.ExportPkcs8PrivateKeyPem())));

        Assert.Equal(0, await VerifyAsync(_public, "-o", "json", "--commit", Commit));

        using var verified = JsonDocument.Parse(_run.Out);
        Assert.Equal(Commit, verified.RootElement.GetProperty("commit").GetString());
        Assert.Equal("ci.example", verified.RootElement.GetProperty("builder").GetString());
        var envelope = DsseEnvelope.Parse(await File.ReadAllBytesAsync(_signature, TestContext.Current.CancellationToken))!;
        var bills = JsonNode.Parse(envelope.Payload)!["predicate"]!["billsOfMaterials"]!.AsArray();
        Assert.Equal(Digest("portal.cdx.json"), (string?)Assert.Single(bills)!["digest"]!["sha256"]);
    }

    [Theory]
    [InlineData("changed", "portal/Governance.Portal.dll differs from the file that was signed.")]
    [InlineData("missing", "portal/Governance.Portal.dll is missing.")]
    [InlineData("added", "portal/extra.dll was not signed.")]
    [InlineData("list", "SHA256SUMS differs from the file that was signed.")]
    [InlineData("commit", "The release was built from 0123456789abcdef")]
    [InlineData("key", "not signed with one of the trusted keys")]
    [InlineData("payload", "not signed with one of the trusted keys")]
    public async Task Verify_OfAnythingElse_IsRefusedAndSaysWhy(string what, string says)
    {
        Assert.Equal(0, await SignAsync("--key", _run.File("release.pem", _key.ExportPkcs8PrivateKeyPem())));
        var (program, trusted, commit) = (Path.Combine(_folder, "portal", "Governance.Portal.dll"), _public, Commit);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        switch (what)
        {
            case "changed":
                await File.WriteAllTextAsync(program, "Program", TestContext.Current.CancellationToken);
                break;
            case "missing":
                File.Delete(program);
                break;
            case "added":
                await File.WriteAllTextAsync(Path.Combine(_folder, "portal", "extra.dll"), "x", TestContext.Current.CancellationToken);
                break;
            case "list":
                await File.AppendAllTextAsync(Path.Combine(_folder, "SHA256SUMS"), "\n", TestContext.Current.CancellationToken);
                break;
            case "commit":
                commit = Commit.Replace('0', 'f');
                break;
            case "key":
                trusted = _run.File("other.pem", other.ExportSubjectPublicKeyInfoPem());
                break;
            default:
                var envelope = DsseEnvelope.Parse(await File.ReadAllBytesAsync(_signature, TestContext.Current.CancellationToken))!;
                var payload = Encoding.UTF8.GetBytes(
                    Encoding.UTF8.GetString(envelope.Payload).Replace("ci.example", "ci.exampl3", StringComparison.Ordinal)
                );
                await File.WriteAllBytesAsync(
                    _signature,
                    (envelope with { Payload = payload }).ToBytes(),
                    TestContext.Current.CancellationToken
                );
                break;
        }

        Assert.Equal(1, await VerifyAsync(trusted, "--commit", commit));

        Assert.Contains(says, _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_BehindAProgram_NeedsNoKeyHere()
    {
        var script = new ScriptSigner(Path.Combine(_run.Folder, "signer"));
        Assert.Equal(0, await SignAsync("--signer", script.Address));
        Assert.Equal(0, await VerifyAsync(_run.File("s.pem", PemEncoding.WriteString("PUBLIC KEY", script.Spki))));
        script.IsAway = true;

        Assert.Equal(3, await SignAsync("--signer", script.Address));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    public async Task Sign_OfAListThatLeavesItsFolder_IsWrongUsage(string path)
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "SHA256SUMS"),
            $"{new string('a', 64)}  {path}\n",
            TestContext.Current.CancellationToken
        );

        Assert.Equal(2, await SignAsync("--key", _run.File("release.pem", _key.ExportPkcs8PrivateKeyPem())));
    }

    private Task<int> SignAsync(string option, string key) =>
        _run.InvokeAsync([
            "release",
            "sign",
            "--sums",
            Path.Combine(_folder, "SHA256SUMS"),
            "--commit",
            Commit,
            "--builder",
            "ci.example",
            option,
            key,
            "--output",
            _signature,
        ]);

    private Task<int> VerifyAsync(string key, params string[] more) =>
        _run.InvokeAsync(["release", "verify", "--folder", _folder, "--signature", _signature, "--public-key", key, .. more]);

    private string Digest(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(_folder, file))));
}
