using System.Security.Cryptography;
using System.Text.Json;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Models;

public sealed class SignTests : IDisposable
{
    private readonly CliRun _run = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _key.Dispose();
        _run.Dispose();
    }

    [Fact]
    public async Task Sign_ThenVerify_HoldsForThatFileAlone()
    {
        var (artifact, signature) = (_run.File("model.onnx", "weights"), Path.Combine(_run.Folder, "model.sig"));
        var (key, pub) = (
            _run.File("release.pem", _key.ExportPkcs8PrivateKeyPem()),
            _run.File("release.pub.pem", _key.ExportSubjectPublicKeyInfoPem())
        );

        Assert.Equal(0, await _run.InvokeAsync(["model", "sign", "--artifact", artifact, "--key", key, "--output", signature]));
        Assert.Equal(
            0,
            await _run.InvokeAsync([
                "model",
                "verify-signature",
                "--artifact",
                artifact,
                "--signature",
                signature,
                "--public-key",
                pub,
                "-o",
                "json",
            ])
        );

        using var verified = JsonDocument.Parse(_run.Out);
        Assert.True(verified.RootElement.GetProperty("verified").GetBoolean());
        Assert.Equal(
            1,
            await _run.InvokeAsync([
                "model",
                "verify-signature",
                "--artifact",
                _run.File("other.onnx", "other"),
                "--signature",
                signature,
                "--public-key",
                pub,
            ])
        );
        Assert.Contains("It signs a different file.", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_WithAnotherKey_IsRefused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (artifact, signature) = (_run.File("model.onnx", "weights"), Path.Combine(_run.Folder, "model.sig"));
        await _run.InvokeAsync([
            "model",
            "sign",
            "--artifact",
            artifact,
            "--key",
            _run.File("release.pem", _key.ExportECPrivateKeyPem()),
            "--output",
            signature,
        ]);

        Assert.Equal(
            1,
            await _run.InvokeAsync([
                "model",
                "verify-signature",
                "--artifact",
                artifact,
                "--signature",
                signature,
                "--public-key",
                _run.File("o.pem", other.ExportSubjectPublicKeyInfoPem()),
            ])
        );
        Assert.Contains("a key that is not trusted here", _run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no key")]
    [InlineData("public")]
    public async Task Sign_WithoutAPrivateKey_IsWrongUsage(string pem)
    {
        var key = _run.File("key.pem", pem == "public" ? _key.ExportSubjectPublicKeyInfoPem() : pem);

        Assert.Equal(
            2,
            await _run.InvokeAsync([
                "model",
                "sign",
                "--artifact",
                _run.File("m", "x"),
                "--key",
                key,
                "--output",
                Path.Combine(_run.Folder, "s"),
            ])
        );
        Assert.Contains("holds no private P-256 key", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_WithASignature_SendsItAfterTheArtifact()
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData("weights"u8));
        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Json($$"""{"model":"m","version":"1","artifact":{"sha256":"{{sha256}}"} }""")
        );

        Assert.Equal(
            0,
            await _run.InvokeAsync(
                portal,
                "model",
                "upload",
                "--model",
                "m",
                "--version",
                "1",
                "--file",
                _run.File("model.onnx", "weights"),
                "--signature",
                _run.File("model.sig", "{}")
            )
        );

        Assert.Equal(
            ["/api/v1/models/m/versions/1", "/api/v1/models/m/versions/1/artifact", "/api/v1/models/m/versions/1/signature"],
            portal.Requests.Select(r => r.Path)
        );
    }
}
