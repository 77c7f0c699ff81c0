using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Administration.Audit.Witnesses;
using Governance.Portal.Kernel.AuditLog;
using Governance.Testing;
using Governance.Transparency;

namespace Governance.Portal.Tests.Audit;

/// <summary>Checkpoint, proofs and receipts as a stranger checks them: with the public specifications and the key alone.</summary>
public sealed class ProofsApiTests(SharedScene shared) : IClassFixture<SharedScene>
{
    public static TheoryData<DatabaseKind> Kinds { get; } = [DatabaseKind.Sqlite, DatabaseKind.Postgres];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Checkpoint_ProofsAndReceipt_VerifyWithTheKeyAlone(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        var client = await portal.CreateKeyClientAsync(null, "audit:read");
        await LogNode.AppendAsync(portal, 20);
        var key = portal.Get<LogKey>().Public;

        // The newest entry has its receipt at once.
        using var receipt = await client.GetAsync("/api/v1/audit/entries/20/receipt", Ct);
        Assert.Equal("attachment", receipt.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("entry-20.tlog-proof", receipt.Content.Headers.ContentDisposition?.FileName);
        Assert.True(TlogProof.TryParse(await receipt.Content.ReadAsByteArrayAsync(Ct), out var proof));
        var entry = await client.GetFromJsonAsync<JsonObject>("/api/v1/audit/entries/20", Ct);
        var leaf = Convert.FromBase64String((string)entry!["leaf"]!);
        Assert.True(proof.Proves(MerkleHash.Leaf(leaf), key));
        Assert.False(proof.Proves(MerkleHash.Leaf([.. leaf, 0]), key));

        using var answer = await client.GetAsync("/api/v1/audit/checkpoint", Ct);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(SignedNote.TryParse(await answer.Content.ReadAsByteArrayAsync(Ct), out var note));
        Assert.True(note.IsSignedBy(key));
        Assert.True(Checkpoint.TryParse(note.Text, out var checkpoint));
        Assert.Equal(key.Name, checkpoint.Origin);

        var inclusion = await HashesAsync(client, $"/api/v1/audit/proof/inclusion?index=7&size={checkpoint.Size}");
        var seventh = await client.GetFromJsonAsync<JsonObject>("/api/v1/audit/entries/7", Ct);
        Assert.True(
            MerkleProofs.Includes(7, checkpoint.Size, Convert.FromHexString((string)seventh!["leafHash"]!), inclusion, checkpoint.Root)
        );
        var consistency = await HashesAsync(client, $"/api/v1/audit/proof/consistency?from=6&to={checkpoint.Size}");
        Assert.True(MerkleProofs.Extends(6, checkpoint.Size, await portal.Get<LogReader>().RootAsync(6, Ct), checkpoint.Root, consistency));
        Assert.Empty(await HashesAsync(client, $"/api/v1/audit/proof/consistency?from={checkpoint.Size}&to={checkpoint.Size}"));
    }

    [Theory]
    [InlineData("proof/inclusion?index=5&size=5", "index")]
    [InlineData("proof/inclusion?index=-1&size=5", "index")]
    [InlineData("proof/inclusion?size=5", "index")]
    [InlineData("proof/inclusion?index=0&size=0", "size")]
    [InlineData("proof/inclusion?index=0&size=1000", "size")]
    [InlineData("proof/consistency?from=0&to=5", "from")]
    [InlineData("proof/consistency?from=5&to=4", "from")]
    [InlineData("proof/consistency?to=4", "from")]
    [InlineData("proof/consistency?from=1&to=1000", "to")]
    [InlineData("proof/consistency?from=1&to=-1", "to")]
    public async Task Proof_OfNumbersThatTheLogHasNot_IsA422ThatNamesTheField(string path, string field)
    {
        var portal = await shared.GetAsync(async () =>
        {
            var made = new PortalFactory();
            await LogNode.AppendAsync(made, 5);
            return made;
        });
        var client = await portal.CreateKeyClientAsync(null, "audit:read");

        using var answer = await client.GetAsync($"/api/v1/audit/{path}", Ct);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotNull((await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["errors"]![field]);
    }

    [Fact]
    public async Task WhatIsNotThere_IsNotFound()
    {
        await using var portal = LogNode.Portal();
        using var node = await LogNode.StartAsync(portal);
        var receipts = new LogReceipts(portal.Get<LogReader>(), node.Signer, portal.Get<CosignedCheckpoints>(), TimeProvider.System);

        Assert.Equal("audit.entry-unknown", (await receipts.ForAsync(0, Ct)).Refusal?.Code);
        Assert.Equal("audit.no-checkpoint", (await portal.Get<ProveEntries>().InclusionAsync(0, null, Ct)).Refusal?.Code);
    }

    [Theory]
    [InlineData("audit/checkpoint")]
    [InlineData("audit/proof/inclusion?index=0")]
    [InlineData("audit/entries/0/receipt")]
    public async Task WithoutTheScope_NothingIsAnswered(string path)
    {
        await using var portal = new PortalFactory();
        var client = await portal.CreateKeyClientAsync(null, "registry:read");

        using var answer = await client.GetAsync($"/api/v1/{path}", Ct);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static async Task<IReadOnlyList<byte[]>> HashesAsync(HttpClient client, string path) =>
        [.. (await client.GetFromJsonAsync<string[]>(path, Ct))!.Select(Convert.FromBase64String)];
}
