using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain.Models;
using Governance.Portal.Models.Registries;
using Governance.Portal.Models.Registries.SageMaker;

namespace Governance.Portal.Tests.Registries.SageMaker;

/// <summary>SageMaker's registry is read to the end or not at all: signed, by pages, throttled, with sessions that end.</summary>
public sealed class SageMakerReaderTests : IDisposable
{
    private readonly ReaderScene _scene = new();

    private static CancellationToken Ct => ReaderScene.Ct;

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Models_OfSeveralPages_AreGroups_AndVersionsThePackagesThatAreComplete()
    {
        await using var lab = await SageMakerServer.StartAsync();
        lab.Add("fraud", 3);
        lab.Add("churn", 1);
        lab.Add("empty", 0);
        lab.Find("fraud", 3)["ModelPackageStatus"] = "InProgress";
        var (reader, connection) = Reader(lab);

        var models = await ReaderScene.AllAsync(c => reader.ModelsAsync(connection, c, Ct));
        var versions = await ReaderScene.AllAsync(c => reader.VersionsAsync(connection, models[0], c, Ct));

        Assert.Equal(["fraud", "churn", "empty"], models.Select(m => m.Id));
        Assert.Equal("About fraud", models[0].Description);
        Assert.Equal(
            [("1", "Approved", true), ("2", "PendingManualApproval", false)],
            versions.Select(v => (v.Number, v.Stage, v.ClaimsProduction))
        );
        Assert.Equal(
            (SageMakerServer.Arn("fraud", 1), "s3://models/fraud/1/model.tar.gz", "c0ffee1", "training-job-1", new string('1', 64)),
            (versions[0].Id, versions[0].SourceUri, versions[0].Commit, versions[0].RunId, versions[0].ArtifactSha256)
        );
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_001_250), versions[0].CreatedAt);
        Assert.Equal("lab", versions[0].Tags["team"]);
        Assert.Equal("fraud", (await reader.ModelAsync(connection, "fraud", Ct))!.Name);
        Assert.Null(await reader.ModelAsync(connection, "gone", Ct));
    }

    [Fact]
    public async Task Documents_AreWhatThePackageSays_AndItsCard()
    {
        await using var lab = await SageMakerServer.StartAsync();
        lab.Add("fraud", 1);
        var (reader, connection) = Reader(lab);
        var model = new FoundModel("fraud", "fraud");
        var version = (await reader.VersionsAsync(connection, model, null, Ct)).Items.Single();

        var documents = await reader.DocumentsAsync(connection, model, version, Ct);

        Assert.Equal([EvidenceKind.Other, EvidenceKind.ModelCard], documents.Select(d => d.Kind));
        var said = JsonNode.Parse(documents[0].Content.Span)!;
        Assert.Equal("s3://reports/fraud/1/statistics.json", (string?)said["reports"]![0]!["address"]);
        Assert.Equal("Approved", (string?)said["claimedApproval"]);
        Assert.Contains("Scores fraud.", Encoding.UTF8.GetString(documents[1].Content.Span), StringComparison.Ordinal);

        lab.Find("fraud", 1)["ModelCard"]!["ModelCardContent"] = "{\"model_overview\":";
        var refused = await Assert.ThrowsAsync<RegistryException>(() => reader.DocumentsAsync(connection, model, version, Ct));
        Assert.True(refused.IsRubbish);
        Assert.Contains("DescribeModelPackage: ModelCard: ModelCardContent is not JSON", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoints_AreVariantsWithTheirShare_AndWhatNoPackageStandsBehindIsNamed()
    {
        await using var lab = await SageMakerServer.StartAsync();
        lab.Add("fraud", 2);
        lab.Serve("score", ("stable", SageMakerServer.Arn("fraud", 1), 9), ("canary", SageMakerServer.Arn("fraud", 2), 1));
        lab.Serve("shadow", ("only", null, 1));
        lab.Serve("late", ("only", SageMakerServer.Arn("fraud", 1), 1));
        lab.Endpoints[2]["EndpointStatus"] = "Creating";
        var (reader, connection) = Reader(lab);

        var endpoints = await ReaderScene.AllAsync(c => reader.EndpointsAsync(connection, c, Ct));

        Assert.Equal(
            [
                ("score (stable)", "fraud", SageMakerServer.Arn("fraud", 1), 0.9),
                ("score (canary)", "fraud", SageMakerServer.Arn("fraud", 2), 0.1),
                ("shadow", "model/shadow-only", "shadow-only", 1.0),
            ],
            endpoints.Select(e => (e.Name, e.ModelId, e.Version, e.TrafficShare!.Value))
        );
    }

    [Fact]
    public async Task Session_ThatExpired_IsReadAgainFromItsFile()
    {
        await using var lab = await SageMakerServer.StartAsync();
        lab.Add("fraud", 1);
        lab.Session = "second";
        var file = _scene.Secret(SageMakerServer.Credentials("first"));
        var (reader, connection) = Reader(lab, file);

        var expired = await Assert.ThrowsAsync<RegistryException>(() => reader.ModelsAsync(connection, null, Ct));
        await File.WriteAllTextAsync(file, SageMakerServer.Credentials("second"), Ct);

        Assert.False(expired.IsFinal);
        Assert.Contains("the credentials have expired (ExpiredTokenException)", expired.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("first", expired.Message, StringComparison.Ordinal);
        Assert.Single((await reader.ModelsAsync(connection, null, Ct)).Items);
    }

    [Theory]
    [InlineData(400, "ThrottlingException", false, false)]
    [InlineData(400, "com.amazon.coral.availability#ThrottlingException", false, false)]
    [InlineData(503, "ServiceUnavailable", false, false)]
    [InlineData(400, "AccessDeniedException", true, false)]
    [InlineData(400, "UnrecognizedClientException", true, false)]
    [InlineData(400, "ResourceNotFound", false, true)]
    public async Task Refusal_MeansWhatItsCodeSays_NotItsStatus(int status, string code, bool isFinal, bool isMissing)
    {
        await using var lab = await SageMakerServer.StartAsync();
        lab.Mood = (_, _) => (status, $$"""{"__type":"{{code}}","message":"Rate exceeded"}""", null);
        var (reader, connection) = Reader(lab);

        var refused = await Assert.ThrowsAsync<RegistryException>(() => reader.ModelsAsync(connection, null, Ct));

        Assert.Equal((isFinal, isMissing), (refused.IsFinal, refused.IsMissing));
        Assert.Contains(code.Split('#')[^1], refused.Message, StringComparison.Ordinal);
        Assert.Contains("ListModelPackageGroups", refused.Message, StringComparison.Ordinal);
        // What may pass is tried once more at once; the rest is left to the import's patience.
        Assert.Equal(isFinal || isMissing ? 1 : 2, lab.Calls.Count);
    }

    [Fact]
    public async Task Throttled_WithATimeToWait_IsNotTriedAgainBefore()
    {
        await using var lab = await SageMakerServer.StartAsync();
        lab.Mood = (_, _) => (429, """{"__type":"ThrottlingException"}""", "90");
        var (reader, connection) = Reader(lab);

        var refused = await Assert.ThrowsAsync<RegistryException>(() => reader.ModelsAsync(connection, null, Ct));

        Assert.Equal(TimeSpan.FromSeconds(90), refused.RetryAfter);
        Assert.Single(lab.Calls);
    }

    [Theory]
    [InlineData("{\"ModelPackageGroupSummaryList\":[{\"ModelPackageGro", "is not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{\"ModelPackageGroupSummaryList\":{}}", "ModelPackageGroupSummaryList: expected a list, found an object")]
    [InlineData("{\"ModelPackageGroupSummaryList\":[3]}", "ModelPackageGroupSummaryList[0]: expected an object, found a number")]
    [InlineData(
        "{\"ModelPackageGroupSummaryList\":[{\"ModelPackageGroupStatus\":\"Completed\"}]}",
        "ModelPackageGroupSummaryList[0]: ModelPackageGroupName is missing"
    )]
    [InlineData(
        "{\"ModelPackageGroupSummaryList\":[{\"ModelPackageGroupStatus\":\"Completed\",\"ModelPackageGroupName\":7}]}",
        "ModelPackageGroupSummaryList[0].ModelPackageGroupName: expected a text, found a number"
    )]
    [InlineData("{\"ModelPackageGroupSummaryList\":[],\"NextToken\":1}", "NextToken: expected a text, found a number")]
    public async Task Answer_ThatIsHalfThereOrOfAnotherForm_IsAnErrorWithItsPlace(string body, string expected)
    {
        await using var lab = await SageMakerServer.StartAsync();
        lab.Mood = (_, _) => (200, body, null);
        var (reader, connection) = Reader(lab);

        var refused = await Assert.ThrowsAsync<RegistryException>(() => reader.ModelsAsync(connection, null, Ct));

        Assert.True(refused.IsRubbish);
        Assert.StartsWith("127.0.0.1, ListModelPackageGroups: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_WhosePackagesAreThrottledHalfway_IsReadAgainWhole()
    {
        await using var lab = await SageMakerServer.StartAsync();
        lab.Add("fraud", 2);
        var described = 0;
        lab.Mood = (operation, _) =>
            operation == "DescribeModelPackage" && ++described is 2 or 3 ? (400, """{"__type":"ThrottlingException"}""", null) : null;
        var (reader, connection) = Reader(lab);
        var model = new FoundModel("fraud", "fraud");

        await Assert.ThrowsAsync<RegistryException>(() => reader.VersionsAsync(connection, model, null, Ct));

        Assert.Equal(2, (await reader.VersionsAsync(connection, model, null, Ct)).Items.Count);
    }

    [Fact]
    public async Task Approval_IsWrittenOnce_AndTakenAwayAsRejected()
    {
        await using var lab = await SageMakerServer.StartAsync();
        lab.Add("fraud", 2);
        var (reader, connection) = Reader(lab);
        var writer = new SageMakerWriter(new SageMakerCalls(_scene.Calls, _scene.Clock));
        var approval = new RegistryApproval(
            "fraud",
            "fraud",
            SageMakerServer.Arn("fraud", 2),
            "2",
            true,
            "production",
            "PRM-0001",
            "Approved for production with permit PRM-0001."
        );

        await writer.WriteAsync(connection, approval, Ct);
        await writer.WriteAsync(connection, approval, Ct);

        Assert.Equal(
            ("Approved", "Approved for production with permit PRM-0001."),
            ((string?)lab.Find("fraud", 2)["ModelApprovalStatus"], (string?)lab.Find("fraud", 2)["ApprovalDescription"])
        );
        Assert.Equal(1, lab.Calls.Count(c => c == "UpdateModelPackage"));
        var read = (await reader.VersionsAsync(connection, new FoundModel("fraud", "fraud"), null, Ct)).Items[1];
        Assert.True(writer.IsAsWritten(connection, read, isApproved: true));

        await writer.WriteAsync(connection, approval with { IsApproved = false, Statement = "The permit ended." }, Ct);

        Assert.Equal("Rejected", (string?)lab.Find("fraud", 2)["ModelApprovalStatus"]);
        Assert.False(writer.IsAsWritten(connection, read, isApproved: false));
        var gone = await Assert.ThrowsAsync<RegistryException>(() =>
            writer.WriteAsync(connection, approval with { VersionId = SageMakerServer.Arn("fraud", 9) }, Ct)
        );
        Assert.True(gone.IsMissing);
    }

    [Fact]
    public void Connection_WithoutAddressOrRegion_IsDoubted()
    {
        var reader = new SageMakerReader(new SageMakerCalls(_scene.Calls, _scene.Clock));

        Assert.StartsWith("__Address is missing", reader.Doubt(ReaderScene.Connection("sagemaker", null)), StringComparison.Ordinal);
        Assert.StartsWith(
            "__Settings__Region is missing",
            reader.Doubt(ReaderScene.Connection("sagemaker", new Uri("https://10.0.0.4"))),
            StringComparison.Ordinal
        );
        Assert.Null(reader.Doubt(ReaderScene.Connection("sagemaker", new Uri("https://api.sagemaker.eu-central-1.amazonaws.com"))));
    }

    private (SageMakerReader Reader, RegistryConnection Connection) Reader(SageMakerServer lab, string? credentials = null) =>
        (
            new SageMakerReader(new SageMakerCalls(_scene.Calls, _scene.Clock)),
            ReaderScene.Connection(
                "sagemaker",
                lab.Url,
                settings: new() { ["Region"] = SageMakerServer.Region },
                secrets: new() { ["Credentials"] = credentials ?? _scene.Secret(SageMakerServer.Credentials()) }
            )
        );
}
