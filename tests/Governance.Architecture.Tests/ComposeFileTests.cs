using System.Text.Json;
using Microsoft.Extensions.Configuration;
using YamlDotNet.RepresentationModel;

namespace Governance.Architecture;

/// <summary>
/// The stack of containers hangs together: what a service names is there, secrets are files, the portal finds its bucket and may call it,
/// and no service can do more than it needs. What Docker thinks of the file, <c>./build.sh deploy-check</c> asks.
/// </summary>
public sealed class ComposeFileTests
{
    private const string Folder = "deploy/compose";

    private static readonly YamlMappingNode s_file = Read();

    private static readonly YamlMappingNode s_services = Map(s_file, "services")!;

    [Fact]
    public void Service_NamesOnlySecretsVolumesNetworksAndServicesThatThereAre()
    {
        foreach (var (name, service) in Services())
        {
            Assert.All(Texts(service, "secrets"), s => Assert.NotNull(Map(Map(s_file, "secrets")!, s)));
            Assert.All(Texts(service, "networks"), n => Assert.True(Has("networks", n), $"{name}: {n}"));
            Assert.All(Names(service, "depends_on"), d => Assert.True(s_services.Children.ContainsKey(d), $"{name}: {d}"));
            Assert.All(
                Texts(service, "volumes").Select(v => v.Split(':')[0]),
                v =>
                    Assert.True(
                        v.StartsWith('.') ? File.Exists(Path.GetFullPath(Path.Combine(Repository.Path(Folder), v))) : Has("volumes", v),
                        $"{name}: {v}"
                    )
            );
        }
    }

    [Fact]
    public void Secret_IsAFile_UsedByAService_AndDescribedAtTheTop()
    {
        var top = Repository.Read($"{Folder}/compose.yaml").Split("\nname: ")[0];
        var used = Services().SelectMany(s => Texts(s.Service, "secrets")).ToHashSet(StringComparer.Ordinal);

        foreach (var (name, secret) in Map(s_file, "secrets")!.Children)
        {
            Assert.Equal($"./secrets/{name}", Text((YamlMappingNode)secret, "file"));
            Assert.Contains($"#   {name} ", top, StringComparison.Ordinal);
            Assert.Contains(name.ToString(), used);
        }
    }

    [Fact]
    public void Portal_KeepsItsContentInTheBucketThatIsMadeForIt()
    {
        var settings = Settings(Service("portal"));
        var bucket = Map(Service("bucket"), "environment")!;

        Assert.Equal(Text(bucket, "STORE"), settings["Storage:S3:Endpoint"]);
        Assert.Equal(Text(bucket, "BUCKET"), settings["Storage:S3:Bucket"]);
        Assert.Equal("true", settings["Storage:S3:PathStyle"]);
        Assert.Equal("/run/secrets/s3-credentials", settings["Storage:S3:CredentialsFile"]);
        Assert.Contains("s3-credentials", Texts(Service("portal"), "secrets"));
        var store = new Uri(settings["Storage:S3:Endpoint"]!);
        Assert.True(s_services.Children.ContainsKey(store.Host));
        Assert.Contains(store.Host, settings.GetSection("Outbound:PrivateHosts").GetChildren().Select(h => h.Value));
        Assert.Contains($"-s3.port={store.Port}", Texts(Service(store.Host), "command"));
        // The bucket is there before the portal starts, and the store before the bucket is made.
        Assert.Equal("service_completed_successfully", Text(Map(Map(Service("portal"), "depends_on")!, "bucket")!, "condition"));
        Assert.Equal("service_healthy", Text(Map(Map(Service("bucket"), "depends_on")!, store.Host)!, "condition"));
        Assert.Contains(
            "x-amz-bucket-object-lock-enabled: true",
            Repository.Read($"{Folder}/{Texts(Service("bucket"), "volumes").Single().Split(':')[0]}"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Portal_HoldsNoKeyOfTheAdministrator_AndReachesOnlyWhatItNeeds()
    {
        Assert.DoesNotContain("s3-admin-credentials", Texts(Service("portal"), "secrets"));
        Assert.DoesNotContain("objects.json", Texts(Service("portal"), "secrets"));
        // Every part of the store but the one that asks for keys is reached from its own container alone.
        Assert.Contains("-ip.bind=127.0.0.1", Texts(Service("objects"), "command"));
        Assert.Empty(Texts(Service("objects"), "networks").Intersect(Texts(Service("postgres"), "networks"), StringComparer.Ordinal));
        Assert.All(
            Map(s_file, "networks")!.Children.Where(n => n.Key.ToString() != "outside"),
            n => Assert.Equal("true", Text((YamlMappingNode)n.Value, "internal"))
        );
        using var json = JsonDocument.Parse(Repository.Read($"{Folder}/objects.json.example"));
        var portal = json.RootElement.GetProperty("identities").EnumerateArray().Single(i => i.GetProperty("name").ValueEquals("portal"));
        var bucket = Text(Map(Service("bucket"), "environment")!, "BUCKET");
        Assert.All(
            portal.GetProperty("actions").EnumerateArray(),
            a => Assert.EndsWith($":{bucket}", a.GetString(), StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Service_CanDoNoMoreThanItNeeds()
    {
        foreach (var (name, service) in Services())
        {
            Assert.True(Texts(service, "cap_drop").SequenceEqual(["ALL"]), $"{name} keeps capabilities");
            Assert.True(Texts(service, "security_opt").Contains("no-new-privileges:true"), $"{name} may gain privileges");
            Assert.True(name == "postgres" || Text(service, "read_only") == "true", $"{name} can write to its root");
            Assert.All(Texts(service, "ports"), p => Assert.StartsWith("127.0.0.1:", p, StringComparison.Ordinal));
        }
    }

    // Lists number their members: two files that both set a member would hide one of the two.
    [Fact]
    public void ExampleOfSettings_SetsNothingThatTheStackSetsItself()
    {
        var own = Map(Service("portal"), "environment")!.Children.Keys.Select(k => k.ToString()).ToHashSet(StringComparer.Ordinal);
        var example = Repository
            .Read($"{Folder}/portal.env.example")
            .Split('\n')
            .Where(l => l.Contains('=', StringComparison.Ordinal))
            .Select(l => l.TrimStart('#').Split('=')[0]);

        Assert.DoesNotContain(example, own.Contains);
    }

    private static IEnumerable<(string Name, YamlMappingNode Service)> Services() =>
        s_services.Children.Keys.Select(k => (k.ToString(), Service(k.ToString())));

    /// <summary>A service with what it takes over from the one it begins with.</summary>
    private static YamlMappingNode Service(string name)
    {
        var own = Map(s_services, name)!;
        if (!own.Children.TryGetValue("<<", out var before))
        {
            return own;
        }

        var merged = new YamlMappingNode();
        foreach (var (key, value) in ((YamlMappingNode)before).Children.Concat(own.Children.Where(c => c.Key.ToString() != "<<")))
        {
            merged.Children[key] = value;
        }

        return merged;
    }

    private static IConfiguration Settings(YamlMappingNode service) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                Map(service, "environment")!
                    .Children.Select(c =>
                        KeyValuePair.Create(c.Key.ToString().Replace("__", ":", StringComparison.Ordinal), (string?)c.Value.ToString())
                    )
            )
            .Build();

    private static bool Has(string section, string name) => Map(s_file, section)!.Children.ContainsKey(name);

    private static YamlMappingNode? Map(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(name, out var child) ? child as YamlMappingNode : null;

    private static string? Text(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(name, out var child) ? ((YamlScalarNode)child).Value : null;

    private static IEnumerable<string> Texts(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(name, out var child) && child is YamlSequenceNode list ? list.Select(t => t.ToString()) : [];

    private static IEnumerable<string> Names(YamlMappingNode node, string name) =>
        Map(node, name) is { } map ? map.Children.Keys.Select(k => k.ToString()) : [];

    private static YamlMappingNode Read()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Repository.Read($"{Folder}/compose.yaml")));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }
}
