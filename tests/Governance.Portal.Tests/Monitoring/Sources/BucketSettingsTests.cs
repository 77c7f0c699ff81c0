using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Operations.Monitoring.Sources;
using Governance.Portal.Operations.Monitoring.Sources.Objects;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Monitoring.Sources;

/// <summary>Connections of buckets and folders that could never be opened stop the start, with what is wrong.</summary>
public sealed class BucketSettingsTests
{
    [Theory]
    [InlineData("https://s3.example.com", "lake", null)]
    [InlineData("s3.example.com", "lake", "__Address is not the address of a server")]
    [InlineData("https://s3.example.com/lake", "lake", "__Address is not the address of a server")]
    [InlineData("https://s3.example.com", "", "__Bucket is not a valid bucket name")]
    [InlineData("https://s3.example.com", "a/b", "__Bucket is not a valid bucket name")]
    [InlineData("https://other.example.com", "lake", "__Address leads to lake.other.example.com, which is not a host")]
    public void Doubt_OfABucket_NamesWhatIsWrong(string address, string bucket, string? said)
    {
        var doubt = Doubt(new SourceOptions { Address = address, Bucket = bucket });

        Assert.Equal(said is null, doubt is null);
        Assert.StartsWith(said ?? "", doubt ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Doubt_OfKeys_AndAuthorities_NamesWhatIsWrong()
    {
        static SourceOptions Of() => new() { Address = "https://s3.example.com", Bucket = "lake" };

        var half = Of();
        half.User = "AKIA";
        var both = Of();
        (both.User, both.Secret, both.SecretFile) = ("AKIA", "x", "/run/secrets/lake");
        var authority = Of();
        authority.AuthorityFile = "/nowhere.pem";

        Assert.StartsWith("__User and __Secret belong together", Doubt(half), StringComparison.Ordinal);
        Assert.StartsWith("__SecretFile and __User are both given", Doubt(both), StringComparison.Ordinal);
        Assert.StartsWith("__AuthorityFile does not name a file", Doubt(authority), StringComparison.Ordinal);
        Assert.NotNull(new FolderSourceFactory().Doubt(new SourceOptions { Address = "relative" }));
        Assert.NotNull(new FolderSourceFactory().Doubt(new SourceOptions { Address = "/nowhere/at/all" }));
        Assert.Null(new FolderSourceFactory().Doubt(new SourceOptions { Address = Path.GetTempPath() }));
    }

    private static string? Doubt(SourceOptions options)
    {
        var outbound = Options.Create(new OutboundOptions { AllowedHosts = ["s3.example.com", "lake.s3.example.com"] });
        var connector = new OutboundConnector(outbound);
        using var client = new OutboundClient(connector, outbound, TimeProvider.System);
        using var keys = new AwsKeys(client, connector, outbound, TimeProvider.System);
        using var factory = new S3SourceFactory(connector, keys, outbound, TimeProvider.System);
        return factory.Doubt(options);
    }
}
