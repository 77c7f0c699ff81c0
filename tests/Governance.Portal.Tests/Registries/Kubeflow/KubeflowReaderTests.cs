using System.Text.Json.Nodes;
using Governance.Portal.Models.Registries;
using Governance.Portal.Models.Registries.Kubeflow;
using Governance.Testing;

namespace Governance.Portal.Tests.Registries.Kubeflow;

/// <summary>Kubeflow's registry is read to the end or not at all, and what KServe serves of it with its share of the traffic.</summary>
public sealed class KubeflowReaderTests : IDisposable
{
    private readonly ReaderScene _scene = new();

    private static CancellationToken Ct => ReaderScene.Ct;

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Models_OfSeveralPages_HaveVersionsWithTheirArtifacts()
    {
        await using var lab = await KubeflowServer.StartAsync();
        lab.Add("1", "fraud", 3);
        lab.Add("2", "churn", 1);
        lab.Add("3", "empty", 0);
        lab.Versions[1]["state"] = "ARCHIVED";
        lab.Versions[2]["name"] = new string('x', 65);
        var (reader, connection) = Reader(lab);

        var models = await ReaderScene.AllAsync(c => reader.ModelsAsync(connection, c, Ct));
        var skipped = 0;
        var versions = await ReaderScene.AllAsync(async c =>
        {
            var page = await reader.VersionsAsync(connection, models[0], c, Ct);
            skipped += page.Skipped;
            return page;
        });

        Assert.Equal([("1", "fraud"), ("2", "churn"), ("3", "empty")], models.Select(m => (m.Id, m.Name)));
        Assert.Equal(("About fraud", "lab"), (models[0].Description, models[0].Tags["team"]));
        Assert.Equal([("11", "v1", "LIVE"), ("12", "v2", "ARCHIVED")], versions.Select(v => (v.Id, v.Number, v.Stage)));
        Assert.Equal(1, skipped);
        Assert.Equal(("s3://models/fraud/1", new string('1', 64)), (versions[0].SourceUri, versions[0].ArtifactSha256));
        Assert.Equal(
            ("true", "6", "0.1", false),
            (versions[0].Tags["accepted"], versions[0].Tags["depth"], versions[0].Tags["rate"], versions[0].Tags.ContainsKey("more"))
        );
        Assert.False(versions[0].ClaimsProduction);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_001), versions[0].CreatedAt);
        Assert.Null(await reader.ModelAsync(connection, "77", Ct));

        var document = Assert.Single(await reader.DocumentsAsync(connection, models[0], versions[0], Ct));
        var said = JsonNode.Parse(document.Content.Span)!;
        Assert.Equal((0.9, "onnx"), ((double)said["claims"]!["accuracy"]!, (string?)said["artifacts"]![0]!["format"]));
        Assert.Null(said["metrics"]); // where gates would read it as measured
    }

    [Fact]
    public async Task Endpoints_AreWhatIsDeployed_AndTheRevisionsOfTheClusterWithTheirShare()
    {
        await using var lab = await KubeflowServer.StartAsync();
        lab.Add("1", "fraud", 2);
        lab.Deployed.Add(
            new JsonObject
            {
                ["id"] = "70",
                ["name"] = "scoring",
                ["registeredModelId"] = "1",
                ["modelVersionId"] = "11",
                ["desiredState"] = "DEPLOYED",
            }
        );
        lab.Deployed.Add(
            new JsonObject
            {
                ["id"] = "71",
                ["registeredModelId"] = "1",
                ["modelVersionId"] = "12",
                ["desiredState"] = "UNDEPLOYED",
            }
        );
        lab.Serve(
            "labelled",
            new JsonObject
            {
                ["modelregistry.kubeflow.org/registered-model-id"] = "1",
                ["modelregistry.kubeflow.org/model-version-id"] = "12",
            },
            "s3://models/fraud/2",
            90,
            10
        );
        lab.Serve("named", null, "model-registry://fraud/v1", 100);
        lab.Serve("unknown", null, "s3://elsewhere/model?token=secret", 100);
        lab.Serve("begins", null, "s3://elsewhere/model");
        lab.Services[3]["status"]!["conditions"]![0]!["status"] = "False";
        var (reader, connection) = Reader(lab, cluster: true);

        var endpoints = await ReaderScene.AllAsync(c => reader.EndpointsAsync(connection, c, Ct));

        Assert.Equal(
            [
                ("scoring", "1", "11", null),
                ("scoring/labelled (labelled-1)", "1", "labelled-1", 0.9),
                ("scoring/labelled", "1", "12", 0.1),
                ("scoring/named", "1", "v1", 1.0),
                ("scoring/unknown", "kserve/scoring/unknown", "s3://elsewhere/model", (double?)1.0),
            ],
            endpoints.Select(e => (e.Name, e.ModelId, e.Version, e.TrafficShare))
        );
        Assert.Equal(endpoints.Count, endpoints.Select(e => e.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Manifests_AreReadInPlaceOfTheCluster_ListsAndSeveralDocumentsToo()
    {
        await using var lab = await KubeflowServer.StartAsync();
        lab.Add("1", "fraud", 1);
        var folder = Directory.CreateDirectory(Path.Combine(_scene.Folder, "manifests")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "a.json"),
            new JsonObject
            {
                ["kind"] = "List",
                ["items"] = new JsonArray(KubeflowServer.Service("listed", null, "model-registry://fraud/v1", 100)),
            }.ToJsonString(),
            Ct
        );
        await File.WriteAllTextAsync(
            Path.Combine(folder, "b.yaml"),
            """
            # two documents
            kind: Service
            metadata: { name: other }
            ---
            apiVersion: serving.kserve.io/v1beta1
            kind: InferenceService
            metadata:
              name: written
              namespace: scoring
              creationTimestamp: "2026-10-01T00:00:00Z"
            spec:
              predictor:
                sklearn:
                  storageUri: pvc://models/one
            status:
              conditions:
              - type: Ready
                status: "True"
            """,
            Ct
        );
        await File.WriteAllTextAsync(Path.Combine(folder, "notes.txt"), "not a manifest", Ct);
        var (reader, connection) = Reader(lab, manifests: folder);

        var endpoints = await ReaderScene.AllAsync(c => reader.EndpointsAsync(connection, c, Ct));

        Assert.Equal(
            [("scoring/listed", "1", "v1", 1.0), ("scoring/written", "kserve/scoring/written", "pvc://models/one", (double?)1.0)],
            endpoints.Select(e => (e.Name, e.ModelId, e.Version, e.TrafficShare))
        );

        await File.WriteAllTextAsync(Path.Combine(folder, "c.json"), "{\"kind\": \"Inference", Ct);
        var half = await Assert.ThrowsAsync<RegistryException>(() => ReaderScene.AllAsync(c => reader.EndpointsAsync(connection, c, Ct)));
        Assert.StartsWith("c.json: line 1, byte", half.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_OfTheClusterThatWasLeftOpenTooLong_MayPass()
    {
        await using var lab = await KubeflowServer.StartAsync();
        lab.Mood = (path, _) =>
            path.StartsWith("/apis/", StringComparison.Ordinal) ? (410, """{"kind":"Status","reason":"Expired"}""", null) : null;
        var (reader, connection) = Reader(lab, cluster: true);

        var expired = await Assert.ThrowsAsync<RegistryException>(() =>
            ReaderScene.AllAsync(c => reader.EndpointsAsync(connection, c, Ct))
        );

        Assert.Equal((false, 410), (expired.IsFinal, expired.Status!.Value));
    }

    [Theory]
    [InlineData(429, "{}", "60", false, false, "answered with 429")]
    [InlineData(503, "{}", null, false, false, "answered with 503")]
    [InlineData(401, "{}", null, true, false, "Check the credentials of Registries__0")]
    [InlineData(200, "{\"items\": [{\"id\": \"1\", \"na", null, false, true, "is not JSON")]
    [InlineData(200, "{\"items\": [{\"id\": 1, \"name\": \"x\"}]}", null, false, true, "items[0].id: expected a text, found a number")]
    [InlineData(200, "{\"items\": [{\"id\": \"1\"}]}", null, false, true, "items[0]: name is missing")]
    [InlineData(
        200,
        "{\"items\": [{\"id\": \"1\", \"name\": \"x\", \"customProperties\": []}]}",
        null,
        false,
        true,
        "items[0].customProperties: expected an object, found a list"
    )]
    [InlineData(
        200,
        "{\"items\": [{\"id\": \"1\", \"name\": \"x\", \"customProperties\": {\"a\": {}}}]}",
        null,
        false,
        true,
        "items[0].customProperties.a: metadataType is missing"
    )]
    public async Task Answer_ThatIsNone_IsAnErrorWithItsPlace(
        int status,
        string body,
        string? wait,
        bool isFinal,
        bool isRubbish,
        string expected
    )
    {
        await using var lab = await KubeflowServer.StartAsync();
        lab.Mood = (_, _) => (status, body, wait);
        var (reader, connection) = Reader(lab);

        var refused = await Assert.ThrowsAsync<RegistryException>(() => reader.ModelsAsync(connection, null, Ct));

        Assert.Equal((isFinal, isRubbish), (refused.IsFinal, refused.IsRubbish));
        Assert.Equal(wait is null ? null : TimeSpan.FromSeconds(60), refused.RetryAfter);
        Assert.StartsWith("127.0.0.1, GET registered_models: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approval_IsACustomPropertyBesideThoseThatAreThere_WrittenOnce()
    {
        await using var lab = await KubeflowServer.StartAsync();
        lab.Add("1", "fraud", 1);
        var (reader, connection) = Reader(lab);
        var writer = new KubeflowWriter(new KubeflowCalls(_scene.Calls));
        var approval = new RegistryApproval("1", "fraud", "11", "v1", true, "production", "PRM-0001", "Approved for production.");

        await writer.WriteAsync(connection, approval, Ct);
        await writer.WriteAsync(connection, approval, Ct);

        var version = (await reader.VersionsAsync(connection, new FoundModel("1", "fraud"), null, Ct)).Items.Single();
        Assert.Equal(
            ("approved", "PRM-0001", "6"),
            (version.Tags["governance_approval"], version.Tags["governance_permit"], version.Tags["depth"])
        );
        Assert.Equal(64, version.Tags["governance_statement_sha256"].Length);
        Assert.Equal("e30=", (string?)lab.Versions[0]["customProperties"]!["more"]!["struct_value"]);
        Assert.True(version.ClaimsProduction);
        Assert.True(writer.IsAsWritten(connection, version, isApproved: true));
        Assert.Equal(1, lab.Calls.Count(c => c.StartsWith("PATCH", StringComparison.Ordinal)));

        await writer.WriteAsync(connection, approval with { IsApproved = false }, Ct);

        version = (await reader.VersionsAsync(connection, new FoundModel("1", "fraud"), null, Ct)).Items.Single();
        Assert.Equal(("revoked", false), (version.Tags["governance_approval"], version.ClaimsProduction));
    }

    [Fact]
    public async Task Cluster_WithAnAuthorityOfItsOwn_IsTrustedByItAlone()
    {
        using var authority = new TestAuthority();
        using var another = new TestAuthority();
        await using var lab = await KubeflowServer.StartAsync(authority);
        lab.Add("1", "fraud", 1);
        lab.Serve("scoring", null, "s3://models/fraud/1", 100);
        var file = _scene.Secret(authority.Pem);

        var (reader, connection) = Reader(lab, cluster: true, authorities: (file, file));
        Assert.Null(reader.Doubt(connection));
        Assert.Single((await reader.ModelsAsync(connection, null, Ct)).Items);
        Assert.Contains(
            await ReaderScene.AllAsync(c => reader.EndpointsAsync(connection, c, Ct)),
            e => e.Id.StartsWith("kserve/", StringComparison.Ordinal)
        );

        // Another authority, none, or one for the registry alone: the token is not sent to whoever answers.
        var calls = lab.Calls.Count;
        foreach (var authorities in new (string?, string?)[] { (_scene.Secret(another.Pem), null), (null, file) })
        {
            var (other, wrong) = Reader(lab, cluster: true, authorities: authorities);
            await Assert.ThrowsAsync<RegistryException>(() => other.ModelsAsync(wrong, null, Ct));
        }

        Assert.Equal(calls, lab.Calls.Count);
        var (half, without) = Reader(lab, cluster: true, authorities: (file, null));
        await Assert.ThrowsAsync<RegistryException>(() => ReaderScene.AllAsync(c => half.EndpointsAsync(without, c, Ct)));
        Assert.DoesNotContain(lab.Calls.Skip(calls), c => c.Contains("serving.kserve.io", StringComparison.Ordinal));

        // An authority that is replaced applies to the next call, also while both are in the file.
        await File.WriteAllTextAsync(file, another.Pem, Ct);
        await Assert.ThrowsAsync<RegistryException>(() => reader.ModelsAsync(connection, null, Ct));
        await File.WriteAllTextAsync(file, another.Pem + "\n" + authority.Pem, Ct);
        Assert.Single((await reader.ModelsAsync(connection, null, Ct)).Items);
    }

    [Fact]
    public async Task Authority_ThatCouldNeverBeChecked_StopsTheStart()
    {
        using var authority = new TestAuthority();
        await using var plain = await KubeflowServer.StartAsync();
        await using var secure = await KubeflowServer.StartAsync(authority);
        var (pem, text) = (_scene.Secret(authority.Pem), _scene.Secret("not a certificate"));

        foreach (
            var (lab, authorities, said) in new[]
            {
                (secure, (text, null), "__Settings__AuthorityFile does not name a file with a PEM certificate."),
                (secure, ("/nowhere.pem", null), "__Settings__AuthorityFile does not name a file with a PEM certificate."),
                (secure, (null, text), "__Settings__KubernetesAuthorityFile does not name a file with a PEM certificate."),
                (plain, (pem, null), "__Settings__AuthorityFile needs an address that begins with https://."),
                (plain, ((string?)null, (string?)pem), "__Settings__KubernetesAuthorityFile needs an address that begins with https://."),
            }
        )
        {
            var (reader, connection) = Reader(lab, cluster: true, authorities: authorities);
            Assert.Equal(said, reader.Doubt(connection));
        }
    }

    private (KubeflowReader Reader, RegistryConnection Connection) Reader(
        KubeflowServer lab,
        bool cluster = false,
        string? manifests = null,
        (string? Registry, string? Cluster) authorities = default
    )
    {
        var calls = new KubeflowCalls(_scene.Calls);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        if (cluster)
        {
            settings["KubernetesAddress"] = lab.Url.ToString();
        }

        if (manifests is not null)
        {
            settings["Manifests"] = manifests;
        }

        if (authorities.Registry is { } registry)
        {
            settings["AuthorityFile"] = registry;
        }

        if (authorities.Cluster is { } own)
        {
            settings["KubernetesAuthorityFile"] = own;
        }

        return (
            new KubeflowReader(calls, new KServeReader(_scene.Calls, calls)),
            ReaderScene.Connection(
                "kubeflow",
                lab.Url,
                settings: settings,
                secrets: new()
                {
                    ["Token"] = _scene.Secret(KubeflowServer.Token),
                    ["KubernetesToken"] = _scene.Secret(KubeflowServer.ClusterToken),
                }
            )
        );
    }
}
