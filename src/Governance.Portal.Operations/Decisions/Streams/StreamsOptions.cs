using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Operations.Monitoring.Sources;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Decisions.Streams;

/// <summary>Message streams that decisions or rows of windows are read from, section <c>Streams</c>.</summary>
public sealed class StreamsOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Streams";

    /// <summary>The streams; none: nothing is read.</summary>
    public StreamSource[] Sources { get; set; } = [];

    /// <summary>Longest pause after a failure, in seconds; the first is one second, and each further one twice as long.</summary>
    [Range(1, 3_600)]
    public int MaxPauseSeconds { get; set; } = 60;
}

/// <summary>Which broker a stream lies at.</summary>
public enum StreamKind
{
    /// <summary>NATS JetStream.</summary>
    Nats,

    /// <summary>Kafka, or what speaks its protocol.</summary>
    Kafka,
}

/// <summary>What the messages of a stream are.</summary>
public enum StreamContent
{
    /// <summary>Each is one decision.</summary>
    Decisions,

    /// <summary>Each is one row, or several, of a version's windows.</summary>
    Windows,
}

/// <summary>How an account proves who it is to Kafka.</summary>
public enum StreamMechanism
{
    /// <summary>SASL/PLAIN: the password is sent.</summary>
    Plain,

    /// <summary>SASL/SCRAM-SHA-256: neither side learns more than a proof.</summary>
    ScramSha256,

    /// <summary>SASL/SCRAM-SHA-512.</summary>
    ScramSha512,

    /// <summary>SASL/OAUTHBEARER: a token that an issuer gives for the credentials.</summary>
    OAuthBearer,
}

/// <summary>A stream of messages.</summary>
public sealed class StreamSource
{
    /// <summary>
    /// Name by which it is known here: letters, digits and hyphens, at most 40. It is part of the ids of decisions that come without one,
    /// so it never changes.
    /// </summary>
    public string Name { get; set; } = "";

    /// <summary>Which broker it lies at.</summary>
    public StreamKind Kind { get; set; } = StreamKind.Nats;

    /// <summary>Where the broker is: <c>host:port</c>, several with commas. The hosts have to be listed under Outbound.</summary>
    public string Address { get; set; } = "";

    /// <summary>Whether the connection is secured by TLS.</summary>
    public bool Tls { get; set; } = true;

    /// <summary>File with the certificate of the authority that the broker's certificate comes from, in PEM; empty: the system's.</summary>
    public string AuthorityFile { get; set; } = "";

    /// <summary>File with the certificate by which this portal proves who it is, in PEM; for Kafka. Empty: none is shown.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>File with the key of <see cref="CertificateFile"/>, in PEM without a password.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>File with <c>user:password</c>; for NATS also a token alone; empty: none is sent.</summary>
    public string CredentialsFile { get; set; } = "";

    /// <summary>How the account proves who it is; for Kafka.</summary>
    public StreamMechanism Mechanism { get; set; }

    /// <summary>Of OAUTHBEARER: where a token is issued. The host has to be listed under Outbound.</summary>
    public string TokenAddress { get; set; } = "";

    /// <summary>Of OAUTHBEARER: the scope that is asked for; empty: none.</summary>
    public string TokenScope { get; set; } = "";

    /// <summary>What the messages are.</summary>
    public StreamContent Carries { get; set; }

    /// <summary>Of rows: the member that says when a prediction was made, and so to which window it belongs.</summary>
    public string TimeColumn { get; set; } = "timestamp";

    /// <summary>Of rows: seconds for which messages are gathered before they are stored and confirmed together.</summary>
    public int GatherSeconds { get; set; } = 5;

    /// <summary>Of rows: models and systems that those may use it for whose roles are limited; none: no one whose role is.</summary>
    public SourceBinding[] For { get; set; } = [];

    /// <summary>The topic of Kafka, the stream of JetStream.</summary>
    public string Topic { get; set; } = "";

    /// <summary>Name under which the broker keeps how far was read: the group of Kafka, the durable consumer of JetStream.</summary>
    public string Group { get; set; } = "governance-portal";

    /// <summary>Topic or subject for messages that can be no decision, or no row; empty: they are recorded only.</summary>
    public string DeadLetter { get; set; } = "";

    /// <summary>Most messages stored at once.</summary>
    public int MaxBatch { get; set; } = 500;

    /// <summary>The only model whose decisions may come; given to messages that name none. Empty: each message names its own.</summary>
    public string Model { get; set; } = "";

    /// <summary>Version given to messages that name none; empty: each message names its own.</summary>
    public string Version { get; set; } = "";

    /// <summary>The hosts with their ports.</summary>
    internal IReadOnlyList<(string Host, int Port)> Hosts() =>
        [.. Address.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Host)];

    /// <summary>The authority's certificate; null: those that the system trusts.</summary>
    internal async Task<string?> AuthorityAsync(CancellationToken ct) =>
        AuthorityFile.Length == 0 ? null : await File.ReadAllTextAsync(AuthorityFile, ct);

    /// <summary>User and password; a token alone has an empty user; null when there are none.</summary>
    internal async Task<(string User, string Password)?> CredentialsAsync(CancellationToken ct)
    {
        if (CredentialsFile.Length == 0)
        {
            return null;
        }

        var text = (await File.ReadAllTextAsync(CredentialsFile, ct)).Trim();
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? ("", text) : (text[..colon], text[(colon + 1)..]);
    }

    private static (string, int) Host(string entry)
    {
        var colon = entry.LastIndexOf(':');
        return
            colon > 0
            && int.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= ushort.MaxValue
            ? (entry[..colon].Trim('[', ']'), port)
            : ("", 0);
    }
}

[OptionsValidator]
internal sealed partial class StreamsOptionsValidator : IValidateOptions<StreamsOptions>;

/// <summary>A stream that could never be read stops the start.</summary>
internal sealed class StreamSourcesValidator(IOptions<OutboundOptions> outbound) : IValidateOptions<StreamsOptions>
{
    private const int MaxSources = 32;
    private const int MaxName = 40;
    private const int MaxBatch = 10_000;

    // JetStream gives out again what was not confirmed for a minute.
    private const int MaxGather = 30;

    public ValidateOptionsResult Validate(string? name, StreamsOptions options)
    {
        if (options.Sources.Length > MaxSources)
        {
            return ValidateOptionsResult.Fail($"Streams__Sources has more than {MaxSources} streams.");
        }

        for (var i = 0; i < options.Sources.Length; i++)
        {
            var source = options.Sources[i];
            var others = options.Sources.Take(i).Select(s => s.Name);
            if ((NameDoubt(source, others) ?? AddressDoubt(source) ?? TermsDoubt(source)) is { } doubt)
            {
                return ValidateOptionsResult.Fail($"Streams__Sources__{i}{doubt}");
            }
        }

        return ValidateOptionsResult.Success;
    }

    private static string? NameDoubt(StreamSource source, IEnumerable<string> others) =>
        source.Name.Length is 0 or > MaxName
        || !source.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-')
        || others.Contains(source.Name, StringComparer.OrdinalIgnoreCase)
            ? $"__Name must consist of at most {MaxName} letters, digits and hyphens, and differ from every other stream's."
            : null;

    private string? AddressDoubt(StreamSource source)
    {
        var hosts = source.Hosts();
        return hosts.Count == 0 || hosts.Any(h => h.Port == 0) ? "__Address must be host:port; separate several with commas."
            : hosts.FirstOrDefault(h => outbound.Value.ReachOf(h.Host, h.Port) is null) is ({ } host, _)
                ? $"__Address: {host} is neither in Outbound__AllowedHosts nor in Outbound__PrivateHosts."
            : !source.Tls
            && hosts.FirstOrDefault(h => outbound.Value.ReachOf(h.Host, h.Port) is not OutboundReach.Anywhere) is ({ } open, _)
                ? $"__Tls is off, which is allowed only for hosts in Outbound__PrivateHosts; {open} is not one of them."
            : null;
    }

    private string? TermsDoubt(StreamSource source) =>
        !IsName(source.Topic) ? "__Topic is missing, or contains characters other than letters, digits, dots, hyphens and underscores."
        : !IsName(source.Group) || (source.Kind is StreamKind.Nats && source.Group.Contains('.', StringComparison.Ordinal))
            ? "__Group must consist of letters, digits, hyphens and underscores."
        : source.DeadLetter.Length > 0 && (!IsName(source.DeadLetter) || source.DeadLetter == source.Topic)
            ? "__DeadLetter must consist of letters, digits, dots, hyphens and underscores, and differ from __Topic."
        : source.MaxBatch is < 1 or > MaxBatch ? $"__MaxBatch must be from 1 to {MaxBatch}."
        : source.Mechanism is not StreamMechanism.Plain && source.Kind is not StreamKind.Kafka
            ? "__Mechanism is only for Kafka; leave it out for NATS."
        : source.Mechanism is not StreamMechanism.Plain && source.CredentialsFile.Length == 0
            ? "__Mechanism needs __CredentialsFile with user:password."
        : source.CertificateFile.Length == 0 != (source.KeyFile.Length == 0)
            ? "__CertificateFile and __KeyFile belong together: set both, or neither."
        : source.CertificateFile.Length > 0 && (source.Kind is not StreamKind.Kafka || !source.Tls)
            ? "__CertificateFile is only for Kafka with __Tls."
        : TokenDoubt(source) is { } doubt ? doubt
        : source.Carries is StreamContent.Windows ? RowsDoubt(source) ?? FilesDoubt(source)
        : source.Version.Length > 0 && source.Model.Length == 0 ? "__Version needs __Model: a version belongs to one model."
        : FilesDoubt(source);

    private string? TokenDoubt(StreamSource source) =>
        source.Mechanism is not StreamMechanism.OAuthBearer
            ? source.TokenAddress.Length + source.TokenScope.Length > 0
                ? "__TokenAddress and __TokenScope are only for __Mechanism OAuthBearer."
                : null
            : !Uri.TryCreate(source.TokenAddress, UriKind.Absolute, out var issuer) || issuer.Scheme is not ("https" or "http")
                ? "__TokenAddress must be the https address at which tokens are issued."
                : outbound.Value.ReachOf(issuer.Host, issuer.Port) is not { } reach
                    ? $"__TokenAddress: {issuer.Host} is neither in Outbound__AllowedHosts nor in Outbound__PrivateHosts."
                    : issuer.Scheme is "http" && reach is not OutboundReach.Anywhere
                        ? "__TokenAddress must be https, except for hosts in Outbound__PrivateHosts."
                        : null;

    private static string? RowsDoubt(StreamSource source) =>
        source.Model.Length > 0 || source.Version.Length > 0
            ? "__Model and __Version are for decisions; which version receives the rows is set on the version's monitoring page."
        : source.TimeColumn.Length is 0 or > WindowSource.MaxName || source.TimeColumn.Any(char.IsControl)
            ? "__TimeColumn must name the member that says when a prediction was made."
        : source.GatherSeconds is < 0 or > MaxGather ? $"__GatherSeconds must be from 0 to {MaxGather}."
        : null;

    private static string? FilesDoubt(StreamSource source) =>
        FileDoubt("AuthorityFile", source.AuthorityFile)
        ?? FileDoubt("CredentialsFile", source.CredentialsFile)
        ?? FileDoubt("CertificateFile", source.CertificateFile)
        ?? FileDoubt("KeyFile", source.KeyFile);

    private static string? FileDoubt(string key, string file) =>
        file.Length > 0 && !File.Exists(file) ? $"__{key} does not name an existing file." : null;

    private static bool IsName(string text) =>
        text.Length is > 0 and <= 200 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
