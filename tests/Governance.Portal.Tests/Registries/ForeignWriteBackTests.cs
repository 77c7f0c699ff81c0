using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Models.Registries;
using Governance.Portal.Tests.Registry;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Registries;

/// <summary>
/// SageMaker and Kubeflow are notified of an approval after every signature and with a permit, never before, and when it ended.
/// </summary>
public sealed class ForeignWriteBackTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData("sagemaker"), InlineData("kubeflow")]
    public async Task Approval_IsWrittenAfterSignaturesAndPermit_AndTakenAwayWhenItEnds(string kind)
    {
        await using var lab = await RegistryLab.StartAsync(kind);
        lab.Add("fraud-scorer", 2);
        var before = lab.Approval("fraud-scorer", 2);
        await using var registry = await RegistryAcceptanceTests.SceneAsync(kind, lab, writeBack: true);
        await RegistryAcceptanceTests.ImportAsync(registry);
        var version = await VersionAsync(registry);
        var sha256 = await ClassifiedAsync(registry, version);

        var requested = await registry
            .Portal.Get<RequestPromotion>()
            .RunAsync(registry.AsEngineer, new("fraud-scorer", version, "production", "because"), Ct);
        Assert.True(requested.IsDone, requested.Refusal?.Message);
        await WriteAsync(registry);
        Assert.Equal(before, lab.Approval("fraud-scorer", 2)); // requested
        await registry.SignAsync(requested.Value);
        await WriteAsync(registry);
        Assert.Equal(before, lab.Approval("fraud-scorer", 2)); // signed, and no permit yet
        await PermitAsync(registry, version, sha256);
        await WriteAsync(registry);
        Assert.Equal(lab.IsApproved, lab.Approval("fraud-scorer", 2));

        await AddEvidenceAsync(registry, version);
        await WriteAsync(registry);
        Assert.Equal(lab.IsNotApproved, lab.Approval("fraud-scorer", 2));
    }

    private static async Task<string> VersionAsync(RegistryFixture registry)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.ImportedVersions.Where(v => v.Number.EndsWith('2')).Select(v => v.Version).SingleAsync(Ct);
    }

    private static async Task WriteAsync(RegistryFixture registry)
    {
        var write = registry.Portal.Get<WriteApprovals>();
        await write.DecideAsync(Ct);
        await write.RunAsync(Ct);
    }

    private static async Task<string> ClassifiedAsync(RegistryFixture registry, string version)
    {
        using var owner = await registry.Portal.CreateKeyClientAsync(registry.OwnerId, Scopes.RegistryWrite);
        using var classified = await owner.PatchAsJsonAsync(
            "/api/v1/models/fraud-scorer",
            new JsonObject { ["riskClass"] = "minimal" },
            Ct
        );
        Assert.Equal(HttpStatusCode.OK, classified.StatusCode);
        var file = "bytes of version 2"u8.ToArray();
        using var stored = await registry.UploadAsync(version, file);
        Assert.Equal(HttpStatusCode.Created, stored.StatusCode);
        return RegistryFixture.Digest(file);
    }

    private static async Task PermitAsync(RegistryFixture registry, string version, string sha256)
    {
        using var key = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.RegistryWrite, Scopes.GateRead);
        using var issued = await key.PostAsJsonAsync(
            "/api/v1/permits",
            new JsonObject
            {
                ["model"] = "fraud-scorer",
                ["version"] = version,
                ["stage"] = "production",
                ["sha256"] = sha256,
            },
            Ct
        );
        Assert.True(issued.StatusCode == HttpStatusCode.Created, await issued.Content.ReadAsStringAsync(Ct));
    }

    // A fact that no one has signed for ends the approval.
    private static Task<JsonObject> AddEvidenceAsync(RegistryFixture registry, string version) =>
        registry.CreatedAsync(
            $"/models/fraud-scorer/versions/{version}/evidence",
            new JsonObject
            {
                ["kind"] = "other",
                ["tool"] = "notes",
                ["producedAt"] = "2026-11-20T08:00:00Z",
                ["payload"] = new JsonObject { ["note"] = "late" },
            }
        );
}
