using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Operations.Decisions.Streams;
using Governance.Portal.Operations.Decisions.Streams.Rows;
using Governance.Portal.Operations.Monitoring.Sources;
using Governance.Portal.Operations.Monitoring.Sources.Objects;
using Governance.Testing;
using Microsoft.Extensions.Options;
using StreamContent = Governance.Portal.Operations.Decisions.Streams.StreamContent;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>A stream that could never be read stops the start, in words that name the setting.</summary>
public sealed class StreamSettingsTests
{
    [Theory]
    [InlineData("Name", "with space", "__Name")]
    [InlineData("Address", "broker", "__Address")]
    [InlineData("Address", "elsewhere.example:9092", "Outbound__AllowedHosts")]
    [InlineData("Address", "127.0.0.1:9092,public.example:9092", "__Tls")]
    [InlineData("Topic", "", "__Topic")]
    [InlineData("Group", "a b", "__Group")]
    [InlineData("DeadLetter", "decisions", "__DeadLetter")]
    [InlineData("CredentialsFile", "/none/such", "__CredentialsFile")]
    [InlineData("AuthorityFile", "/none/such", "__AuthorityFile")]
    [InlineData("Version", "2", "__Version")]
    [InlineData("Mechanism", StreamMechanism.ScramSha256, "__Mechanism")]
    public void Validate_OneSettingIsWrong_NamesIt(string property, object value, string named)
    {
        var source = StreamsFixture.Source();
        typeof(StreamSource).GetProperty(property)!.SetValue(source, value);

        var found = Validate(source);

        Assert.Contains("Streams__Sources__0", found.FailureMessage, StringComparison.Ordinal);
        Assert.Contains(named, found.FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Model", "credit-default", "__Model")]
    [InlineData("TimeColumn", "", "__TimeColumn")]
    [InlineData("GatherSeconds", 31, "__GatherSeconds")]
    [InlineData("CredentialsFile", "/none/such", "__CredentialsFile")]
    public void Validate_OneSettingOfRowsIsWrong_NamesIt(string property, object value, string named)
    {
        var source = StreamsFixture.Source();
        source.Carries = StreamContent.Windows;
        typeof(StreamSource).GetProperty(property)!.SetValue(source, value);

        Assert.StartsWith($"Streams__Sources__0{named}", Validate(source).FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_ScramWithoutCredentials_IsRefused()
    {
        var source = StreamsFixture.Source();
        (source.Kind, source.Mechanism) = (StreamKind.Kafka, StreamMechanism.ScramSha512);

        Assert.Contains("__CredentialsFile", Validate(source).FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CertificateFile", "/none/such", "__CertificateFile and __KeyFile")]
    [InlineData("KeyFile", "/none/such", "__CertificateFile and __KeyFile")]
    [InlineData("TokenAddress", "https://public.example/token", "__TokenAddress")]
    [InlineData("TokenScope", "kafka", "__TokenScope")]
    public void Validate_SettingOfKafkaWithoutWhatItBelongsTo_IsRefused(string property, string value, string named)
    {
        var source = StreamsFixture.Source();
        source.Kind = StreamKind.Kafka;
        typeof(StreamSource).GetProperty(property)!.SetValue(source, value);

        Assert.Contains(named, Validate(source).FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "https address")]
    [InlineData("public.example/token", "https address")]
    [InlineData("https://elsewhere.example/token", "elsewhere.example is neither in Outbound__AllowedHosts")]
    [InlineData("http://public.example/token", "must be https")]
    public void Validate_TokenAddressIsNoneThatMayBeCalled_IsRefused(string address, string named)
    {
        var source = StreamsFixture.Source();
        (source.Kind, source.Mechanism, source.TokenAddress) = (StreamKind.Kafka, StreamMechanism.OAuthBearer, address);
        source.CredentialsFile = typeof(StreamSettingsTests).Assembly.Location; // any file that is there

        Assert.Contains(named, Validate(source).FailureMessage, StringComparison.Ordinal);
        source.TokenAddress = "https://public.example/token";
        Assert.True(Validate(source).Succeeded);
    }

    [Fact]
    public void Validate_CertificateWithoutTls_IsRefused()
    {
        var source = StreamsFixture.Source();
        var file = typeof(StreamSettingsTests).Assembly.Location;
        (source.Kind, source.CertificateFile, source.KeyFile) = (StreamKind.Kafka, file, file);

        Assert.Contains("__Tls", Validate(source).FailureMessage, StringComparison.Ordinal);
        source.Tls = true;
        Assert.True(Validate(source).Succeeded);
    }

    [Fact]
    public void Validate_StreamOfRowsNamedAsAConnection_IsRefused()
    {
        using var portal = new PortalFactory { RunsJobs = false };
        var stream = StreamsFixture.Source();
        (stream.Name, stream.Carries) = ("lake", StreamContent.Windows);
        var folder = new SourceOptions
        {
            Name = "lake",
            Kind = "folder",
            Address = Path.GetTempPath(),
        };

        var found = new SourceConnectionsValidator([], portal.Get<IEnumerable<IObjectSourceFactory>>()).Validate(
            null,
            new SourcesOptions { Connections = [folder, .. ReceivedRowsFactory.Connections(new StreamsOptions { Sources = [stream] })] }
        );

        Assert.Contains("lake carries windows", found.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_TwoStreamsOfOneName_IsRefused() =>
        Assert.Contains(
            "Streams__Sources__1__Name",
            Validate(StreamsFixture.Source(), StreamsFixture.Source()).FailureMessage,
            StringComparison.Ordinal
        );

    [Fact]
    public void Validate_GoodSource_Passes() => Assert.True(Validate(StreamsFixture.Source()).Succeeded);

    private static ValidateOptionsResult Validate(params StreamSource[] sources) =>
        new StreamSourcesValidator(
            Options.Create(new OutboundOptions { PrivateHosts = ["127.0.0.1"], AllowedHosts = ["public.example"] })
        ).Validate(null, new StreamsOptions { Sources = sources });
}
