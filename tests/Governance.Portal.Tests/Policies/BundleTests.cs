using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Governance.Domain.Identity;
using Governance.Portal.Tests.Approvals;

namespace Governance.Portal.Tests.Policies;

/// <summary>What an OPA pulls: data it can load, once for each change.</summary>
public sealed class BundleTests
{
    [Fact]
    public async Task Bundle_HoldsModelsAndPolicies_AndIsSentOnceForEachChange()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.GateRead);

        using var first = await key.GetAsync("/bundles/governance", ApprovalsScene.Ct);
        using var again = await AskAsync(key, first.Headers.ETag!.ToString());
        Assert.True(
            (await scene.ActivateAsync(ApprovalsScene.Policy("1", "    - {id: ART-01, type: artifact_digest, severity: high}"))).IsDone
        );
        using var changed = await AskAsync(key, first.Headers.ETag.ToString());

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.NotModified, HttpStatusCode.OK),
            (first.StatusCode, again.StatusCode, changed.StatusCode)
        );
        Assert.Empty(await again.Content.ReadAsByteArrayAsync(ApprovalsScene.Ct));
        var files = await UnpackAsync(changed);
        using var data = JsonDocument.Parse(files["/data.json"]);
        var governance = data.RootElement.GetProperty("governance");
        Assert.Equal("high", governance.GetProperty("models").GetProperty("fraud-scorer").GetProperty("riskClass").GetString());
        Assert.Equal("1", governance.GetProperty("policies").GetProperty("test-policy").GetProperty("version").GetString());
        using var manifest = JsonDocument.Parse(files["/.manifest"]);
        Assert.Equal($"\"{manifest.RootElement.GetProperty("revision").GetString()}\"", changed.Headers.ETag!.ToString());
        Assert.Equal("governance", manifest.RootElement.GetProperty("roots")[0].GetString());
    }

    [Fact]
    public async Task Bundle_OfAnotherNameOrWithoutAKey_IsNone()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.GateRead);
        using var anonymous = scene.Portal.CreateClient(new() { AllowAutoRedirect = false });

        Assert.Equal(HttpStatusCode.NotFound, (await key.GetAsync("/bundles/other", ApprovalsScene.Ct)).StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await anonymous.GetAsync("/bundles/governance", ApprovalsScene.Ct)).StatusCode);
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient key, string known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/bundles/governance");
        request.Headers.TryAddWithoutValidation("If-None-Match", known);
        return await key.SendAsync(request, ApprovalsScene.Ct);
    }

    private static async Task<Dictionary<string, byte[]>> UnpackAsync(HttpResponseMessage answer)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await using var gzip = new GZipStream(await answer.Content.ReadAsStreamAsync(ApprovalsScene.Ct), CompressionMode.Decompress);
        await using var tar = new TarReader(gzip);
        while (await tar.GetNextEntryAsync(copyData: true, ApprovalsScene.Ct) is { } entry)
        {
            using var bytes = new MemoryStream();
            await entry.DataStream!.CopyToAsync(bytes, ApprovalsScene.Ct);
            files[entry.Name] = bytes.ToArray();
        }

        return files;
    }
}
