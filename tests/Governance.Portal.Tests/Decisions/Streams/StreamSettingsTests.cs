using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Operations.Decisions.Streams;
using Governance.Portal.Operations.Monitoring.Sources;
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

    [Fact]
    public void Validate_StreamOfRowsNamedAsAConnection_IsRefused()
    {
        using var portal = new PortalFactory { RunsJobs = false };
        foreach (
            var (key, value) in new[]
            {
                ("Streams:Sources:0:Name", "lake"),
                ("Streams:Sources:0:Address", "127.0.0.1:4222"),
                ("Streams:Sources:0:Tls", "false"),
                ("Streams:Sources:0:Topic", "rows"),
                ("Streams:Sources:0:Carries", "Windows"),
                ("Outbound:PrivateHosts:0", "127.0.0.1"),
                ("Sources:Connections:0:Name", "lake"),
                ("Sources:Connections:0:Kind", "folder"),
                ("Sources:Connections:0:Address", Path.GetTempPath()),
            }
        )
        {
            portal.Settings[key] = value;
        }

        var refused = Assert.Throws<OptionsValidationException>(() => portal.Get<SourceConnections>());

        Assert.Contains("lake carries windows", refused.Message, StringComparison.Ordinal);
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
