using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Cli.Tests.Support;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Transparency;

namespace Governance.Cli.Tests.Permits;

public sealed class PermitTests : IDisposable
{
    private readonly CliRun _run = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _key.Dispose();
        _run.Dispose();
    }

    [Theory]
    [InlineData("model", "production", 0)]
    [InlineData("another model", "production", 1)]
    [InlineData("model", "staging", 1)]
    public async Task Verify_Offline_HoldsForTheFileAndStageItIsFor(string content, string stage, int code)
    {
        var permit = _run.File("permit.json", Envelope());

        Assert.Equal(
            code,
            await _run.InvokeAsync([
                "permit",
                "verify",
                permit,
                "--public-key",
                _run.File("seal.pem", DsseKey.Of(_key).Pem),
                "--artifact",
                _run.File("m.bin", content),
                "--stage",
                stage,
            ])
        );
        Assert.Contains(code == 0 ? "permits the deployment" : "does not permit the deployment", _run.Out);
    }

    [Fact]
    public async Task Verify_WithoutAKeyOrAPermit_IsWrongUsageOrNo()
    {
        Assert.Equal(2, await _run.InvokeAsync(["permit", "verify", _run.File("permit.json", Envelope())]));
        Assert.Equal(
            1,
            await _run.InvokeAsync([
                "permit",
                "verify",
                _run.File("p.json", "{}"),
                "--public-key",
                _run.File("seal.pem", DsseKey.Of(_key).Pem),
            ])
        );
    }

    [Fact]
    public async Task Request_KeepsTheEnvelopeAndSendsTheDigestAlone()
    {
        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Json(
                """{"id":"PMT-0001","model":"m","version":"1","stage":"production","expiresAt":"2026-03-02T09:15:00Z","envelope":"""
                    + $$"""{{Encoding.UTF8.GetString(Envelope())}}}""",
                201
            )
        );
        var kept = Path.Combine(_run.Folder, "permit.json");

        Assert.Equal(
            0,
            await _run.InvokeAsync(
                portal,
                "permit",
                "request",
                "--model",
                "m",
                "--version",
                "1",
                "--stage",
                "production",
                "--artifact",
                _run.File("m.bin", "model"),
                "--output",
                kept
            )
        );

        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData("model"u8)),
            JsonDocument.Parse(portal.Requests.Single().Body).RootElement.GetProperty("sha256").GetString()
        );
        Assert.Equal(0, await _run.InvokeAsync(["permit", "verify", kept, "--public-key", _run.File("seal.pem", DsseKey.Of(_key).Pem)]));
    }

    [Fact]
    public async Task Request_TheGateDenies_IsExit1WithItsReasons()
    {
        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Problem(409, "The gate does not allow this deployment.", "permit.gate-denies", """{"gate":["APR-0001 is open"]}""")
        );

        Assert.Equal(
            1,
            await _run.InvokeAsync(
                portal,
                "permit",
                "request",
                "--model",
                "m",
                "--version",
                "1",
                "--stage",
                "production",
                "--artifact",
                _run.File("m.bin", "model"),
                "--output",
                Path.Combine(_run.Folder, "p.json")
            )
        );
        Assert.Contains("APR-0001 is open", _run.Error);
    }

    private byte[] Envelope() =>
        DsseEnvelope
            .Sign(
                DsseEnvelope.InTotoType,
                new PermitStatement
                {
                    Permit = new PermitId(1),
                    Issuer = "test",
                    Model = "m",
                    Version = "1",
                    Stage = Stage.Production,
                    ArtifactSha256 = Convert.ToHexStringLower(SHA256.HashData("model"u8)),
                    Promotion = new PromotionId(1),
                    BundleDigest = new string('b', 64),
                    GateRun = null,
                    PolicySha256 = null,
                    IssuedAt = _run.Clock.GetUtcNow(),
                    ExpiresAt = _run.Clock.GetUtcNow().AddMinutes(15),
                }.ToBytes(),
                _key
            )
            .ToBytes();
}
