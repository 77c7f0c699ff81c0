using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Registry;

/// <summary>Signatures of artifacts: verified on the way in, a fact of the version, and what a policy asks for.</summary>
public sealed class ModelSignatureTests
{
    private const string Address = "/api/v1/models/fraud-scorer/versions/1.4.0/signature";
    private static readonly ECDsa s_key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Signature_ByATrustedKey_IsKeptOpensTheGateAndVoidsWhatWasSignedBefore(DatabaseKind kind)
    {
        await using var scene = await CreateAsync(kind);
        var activated = await scene.ActivateAsync(
            ApprovalsScene.Policy(
                "1.0.0",
                "    - {id: SIG-01, type: signature_required, severity: high, params: {keys: [release], format: [oms-1.0]}}"
            )
        );
        Assert.True(activated.IsDone, activated.Refusal?.Message);
        var id = await scene.RequestAsync();
        var before = await scene.ReadAsync(id);
        var client = await PipelineAsync(scene);
        var bundle = ModelSigning.Sign("model.onnx", [new("model.onnx", await DigestAsync(scene))], s_key);

        using var stored = await PutAsync(client, bundle);
        using var again = await PutAsync(client, bundle);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (stored.StatusCode, again.StatusCode));
        Assert.Equal("fail", before.Gate.Results.Single(r => r.Rule == "SIG-01").Outcome);
        var after = await scene.ReadAsync(id);
        Assert.Equal("pass", after.Gate.Results.Single(r => r.Rule == "SIG-01").Outcome);
        Assert.NotEqual(before.BundleDigest, after.BundleDigest);
        var entry = Assert.Single(await scene.LogAsync("signature.stored"))["data"]!;
        Assert.Equal(Sha256Hex.Of(bundle), (string?)entry["sha256"]);
        var reader = await scene.Portal.SignInAsync("engineer@test.example");
        Assert.Equal(bundle, await reader.GetByteArrayAsync(Address, Ct));
        var version = JsonSerializer.Deserialize<JsonElement>(await reader.GetStringAsync(Address[..^"/signature".Length], Ct));
        Assert.Equal("release", Assert.Single(version.GetProperty("signatures").EnumerateArray()).GetProperty("keyName").GetString());
    }

    [Theory]
    [InlineData("other-key", "signature.not-verified")]
    [InlineData("other-file", "signature.not-verified")]
    [InlineData("altered", "signature.not-verified")]
    [InlineData("nonsense", "signature.not-verified")]
    public async Task Signature_ThatDoesNotHold_IsNotKept(string what, string code)
    {
        await using var scene = await CreateAsync();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var digest = await DigestAsync(scene);
        var bundle = what switch
        {
            "other-key" => ModelSigning.Sign("m", [new("m", digest)], other),
            "other-file" => ModelSigning.Sign("m", [new("m", new string('0', 64))], s_key),
            "altered" => [.. ModelSigning.Sign("m", [new("m", digest)], s_key)[..^1], (byte)' '],
            _ => "no signature"u8.ToArray(),
        };

        using var refused = await PutAsync(await PipelineAsync(scene), bundle);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(
            code,
            JsonSerializer.Deserialize<JsonElement>(await refused.Content.ReadAsStringAsync(Ct)).GetProperty("code").GetString()
        );
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Empty(await db.ModelSignatures.ToListAsync(Ct));
    }

    [Fact]
    public async Task Signature_WhereNoKeyIsTrusted_IsAConflict()
    {
        await using var scene = await ApprovalsScene.CreateAsync();

        using var refused = await PutAsync(await PipelineAsync(scene), ModelSigning.Sign("m", [new("m", await DigestAsync(scene))], s_key));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
    }

    private static Task<ApprovalsScene> CreateAsync(DatabaseKind kind = DatabaseKind.Sqlite) =>
        ApprovalsScene.CreateAsync(
            kind,
            configure: portal =>
            {
                var folder = Directory.CreateDirectory(Path.Combine(portal.Folder, "trusted")).FullName;
                File.WriteAllText(Path.Combine(folder, "release.pem"), s_key.ExportSubjectPublicKeyInfoPem());
                portal.Settings["ModelSigning:TrustedKeys"] = folder;
            }
        );

    private static Task<HttpClient> PipelineAsync(ApprovalsScene scene) =>
        scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.RegistryWrite);

    private static async Task<string> DigestAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Versions.Where(v => v.Version == "1.4.0").Select(v => v.ArtifactSha256).SingleAsync(Ct);
    }

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, byte[] bundle)
    {
        using var content = new ByteArrayContent(bundle) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return await client.PutAsync(Address, content, Ct);
    }
}
